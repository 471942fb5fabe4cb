package dev.baton.worker.yolo.data;

/**
 * Where an image lies in its batch: what maps boxes of the network input back to the original
 * image.
 *
 * @param gain network pixels per original pixel; that of the height, used for both axes
 * @param padX left border in network pixels, possibly a half
 * @param padY upper border in network pixels, possibly a half
 * @param groundTruth (M, 5) class, left, top, right, bottom in pixels of the original image
 */
public record Placement(
    IndexedImage image, double gain, double padX, double padY, float[] groundTruth) {

  /**
   * @param rows (M, 5) class, centre x, centre y, width, height as parts of the batch's sides
   */
  static Placement of(
      IndexedImage image, double gain, double padX, double padY, float[] rows, BatchShape shape) {
    float[] groundTruth = rows.clone();
    Placement placement = new Placement(image, gain, padX, padY, groundTruth);
    for (int i = 0; i < rows.length; i += 5) {
      float centreX = rows[i + 1] * shape.width();
      float centreY = rows[i + 2] * shape.height();
      float halfWidth = rows[i + 3] * shape.width() / 2;
      float halfHeight = rows[i + 4] * shape.height() / 2;
      float[] box = {
        centreX - halfWidth, centreY - halfHeight, centreX + halfWidth, centreY + halfHeight
      };
      System.arraycopy(placement.toOriginal(box), 0, groundTruth, i + 1, 4);
    }
    return placement;
  }

  /**
   * Maps boxes back to the original image and clips them to it.
   *
   * @param boxesXyxy (N, 4) left, top, right, bottom in pixels of the network input
   * @return (N, 4) in pixels of the original image
   */
  public float[] toOriginal(float... boxesXyxy) {
    float[] original = new float[boxesXyxy.length];
    for (int i = 0; i < original.length; i++) {
      boolean isX = i % 2 == 0;
      float shifted = boxesXyxy[i] - (float) (isX ? padX : padY);
      float side = isX ? image.width() : image.height();
      original[i] = Math.clamp(shifted / (float) gain, 0f, side);
    }
    return original;
  }
}
