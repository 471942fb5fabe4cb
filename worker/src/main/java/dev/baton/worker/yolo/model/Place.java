package dev.baton.worker.yolo.model;

/**
 * Where a block stands in its network, and what it shares with its neighbours.
 *
 * @param path beginning of its parameters' names, for example {@code model.4.cv2.0}
 * @param scripts compiled leaves of the network
 * @param activation the network's activation
 * @param form whether convolutions have a batch norm of their own
 */
record Place(String path, LayerScripts scripts, Activation activation, Form form) {

  /** What a network's convolutions consist of. */
  enum Form {
    /** Batch norms apart, two branches in {@link RepConvN}: as networks are trained and stored. */
    TRAINABLE,
    /** One convolution with bias each, for use only. */
    FUSED
  }

  Place child(String name) {
    return new Place(path + "." + name, scripts, activation, form);
  }

  Place child(int index) {
    return child(Integer.toString(index));
  }

  Place withoutActivation() {
    return new Place(path, scripts, Activation.NONE, form);
  }
}
