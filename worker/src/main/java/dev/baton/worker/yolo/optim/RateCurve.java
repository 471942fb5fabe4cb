package dev.baton.worker.yolo.optim;

/**
 * How the learning rate falls over the epochs. StrictMath, since {@code Math} may round differently
 * on another processor.
 */
public enum RateCurve {
  LINEAR {
    @Override
    double factor(int epoch, int epochs, double last) {
      return (1 - (double) epoch / epochs) * (1 - last) + last;
    }
  },
  COSINE {
    @Override
    double factor(int epoch, int epochs, double last) {
      return cosine((double) epoch / epochs, last);
    }
  },
  /** Constant for the first half, then a cosine. */
  FLAT_COSINE {
    @Override
    double factor(int epoch, int epochs, double last) {
      int half = epochs / 2;
      return epoch <= half ? 1 : cosine((double) (epoch - half) / half, last);
    }
  },
  FIXED {
    @Override
    double factor(int epoch, int epochs, double last) {
      return 1;
    }
  };

  /**
   * The curve that a request names.
   *
   * @throws IllegalArgumentException naming all curves, if there is none
   */
  public static RateCurve of(String option) {
    return switch (option) {
      case "linear" -> LINEAR;
      case "cos" -> COSINE;
      case "flat-cos" -> FLAT_COSINE;
      case "fixed" -> FIXED;
      default ->
          throw new IllegalArgumentException(
              "\"%s\" is no schedule: use linear, cos, flat-cos or fixed".formatted(option));
    };
  }

  /**
   * The part of the initial rate that holds in an epoch.
   *
   * @param epoch from 0
   * @param last the factor at the end
   */
  abstract double factor(int epoch, int epochs, double last);

  private static double cosine(double progress, double last) {
    return (1 - StrictMath.cos(StrictMath.PI * progress)) / 2 * (last - 1) + 1;
  }
}
