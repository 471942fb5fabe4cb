package dev.baton.worker.yolo.model;

/** The numbers that a network's convolutions are computed with; weights are always stored whole. */
public enum Precision {
  /** Single precision. */
  FP32,

  /**
   * Convolutions take bfloat16 (arXiv:1905.12322) and give it, and so do the maps between layers.
   * Weights are rounded anew in each step; they, batch statistics, raw maps, the loss, gradients
   * and the optimizer stay in single precision.
   */
  BF16;

  /**
   * The precision that a request names.
   *
   * @throws IllegalArgumentException naming all of them, if there is none
   */
  public static Precision of(String option) {
    return switch (option) {
      case "fp32" -> FP32;
      case "bf16" -> BF16;
      default ->
          throw new IllegalArgumentException(
              "\"%s\" is no precision: use fp32 or bf16".formatted(option));
    };
  }
}
