package org.example.digits;

/** Noisy pictures of digits, 8 by 8 pixels, each a pure function of its numbers. */
final class Digits {
  static final int CLASSES = 10;
  static final int SIDE = 8;
  static final int PIXELS = SIDE * SIDE;

  private static final int GLYPH_WIDTH = 5;
  private static final int GLYPH_HEIGHT = 7;

  /** Seven rows of five pixels for each digit, the leftmost pixel in the highest bit. */
  private static final int[][] GLYPHS = {
    {0x0E, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0E},
    {0x04, 0x0C, 0x04, 0x04, 0x04, 0x04, 0x0E},
    {0x0E, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1F},
    {0x1F, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0E},
    {0x02, 0x06, 0x0A, 0x12, 0x1F, 0x02, 0x02},
    {0x1F, 0x10, 0x1E, 0x01, 0x01, 0x11, 0x0E},
    {0x06, 0x08, 0x10, 0x1E, 0x11, 0x11, 0x0E},
    {0x1F, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08},
    {0x0E, 0x11, 0x11, 0x0E, 0x11, 0x11, 0x0E},
    {0x0E, 0x11, 0x11, 0x0F, 0x01, 0x02, 0x0C},
  };

  private Digits() {}

  /**
   * Pictures and what they show.
   *
   * @param pixels (B, 64), row-major, about 0 to 1
   * @param digits (B), 0 to 9
   */
  record Batch(float[] pixels, int[] digits) {
    int size() {
      return digits.length;
    }
  }

  /** Draws {@code size} pictures from the one numbered {@code first} on. */
  static Batch batch(long seed, int epoch, int first, int size) {
    float[] pixels = new float[size * PIXELS];
    int[] digits = new int[size];
    for (int i = 0; i < size; i++) {
      digits[i] = draw(seed, epoch, first + i, pixels, i * PIXELS);
    }
    return new Batch(pixels, digits);
  }

  private static int draw(long seed, int epoch, int index, float[] target, int offset) {
    int digit = (int) (CLASSES * Draws.uniform(seed, epoch, index, 0));
    int left = (int) ((SIDE - GLYPH_WIDTH + 1) * Draws.uniform(seed, epoch, index, 1));
    int top = (int) ((SIDE - GLYPH_HEIGHT + 1) * Draws.uniform(seed, epoch, index, 2));
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double noise = 0.8 * (Draws.uniform(seed, epoch, index, 3 + y * SIDE + x) - 0.5);
        target[offset + y * SIDE + x] = (float) (ink(digit, x - left, y - top) + noise);
      }
    }
    return digit;
  }

  private static int ink(int digit, int x, int y) {
    boolean isInside = x >= 0 && x < GLYPH_WIDTH && y >= 0 && y < GLYPH_HEIGHT;
    return isInside ? (GLYPHS[digit][y] >> (GLYPH_WIDTH - 1 - x)) & 1 : 0;
  }
}
