package dev.baton.worker.yolo.data;

/** MT19937 (Matsumoto, Nishimura 1998), with the two ways of seeding that the reference uses. */
final class MersenneTwister {
  private static final int WORDS = 624;

  private final int[] state = new int[WORDS];
  private int at = WORDS;

  /** Seeded with one number, as NumPy and PyTorch do. */
  static MersenneTwister ofNumber(int seed) {
    MersenneTwister generator = new MersenneTwister();
    int[] state = generator.state;
    state[0] = seed;
    for (int j = 1; j < WORDS; j++) {
      state[j] = 1812433253 * (state[j - 1] ^ (state[j - 1] >>> 30)) + j;
    }
    return generator;
  }

  /** Seeded with an array of one word, as Python does for a seed below 2^32. */
  static MersenneTwister ofArray(int key) {
    MersenneTwister generator = ofNumber(19650218);
    int[] state = generator.state;
    int i = 1;
    for (int k = 0; k < WORDS; k++) {
      state[i] = (state[i] ^ (state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525) + key;
      i = generator.following(i);
    }
    for (int k = 0; k < WORDS - 1; k++) {
      state[i] = (state[i] ^ (state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941) - i;
      i = generator.following(i);
    }
    state[0] = 0x80000000;
    return generator;
  }

  private int following(int i) {
    if (i + 1 < WORDS) {
      return i + 1;
    }
    state[0] = state[WORDS - 1];
    return 1;
  }

  int nextInt() {
    if (at == WORDS) {
      for (int k = 0; k < WORDS; k++) {
        int y = (state[k] & 0x80000000) | (state[(k + 1) % WORDS] & 0x7fffffff);
        state[k] = state[(k + 397) % WORDS] ^ (y >>> 1) ^ ((y & 1) != 0 ? 0x9908b0df : 0);
      }
      at = 0;
    }
    int y = state[at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  /** Uniform in [0, 1), of 53 bits. */
  double nextDouble() {
    long a = Integer.toUnsignedLong(nextInt()) >>> 5;
    long b = Integer.toUnsignedLong(nextInt()) >>> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }
}
