package dev.baton.worker.yolo.model;

/**
 * Settings of batch normalisation (Ioffe, Szegedy 2015, arXiv:1502.03167).
 *
 * @param momentum weight of the new batch in the running statistics, as PyTorch has it; DJL's is
 *     the complement, and one minus a float is not exact
 * @param epsilon added to the variance
 */
record BatchNorm(double momentum, double epsilon) {

  /** PyTorch's own settings, in force while a new network is measured. */
  static final BatchNorm CONSTRUCTION = new BatchNorm(0.1, 1e-5);

  /** The settings of every trained YOLOv9 network. */
  static final BatchNorm TRAINED = new BatchNorm(0.03, 1e-3);
}
