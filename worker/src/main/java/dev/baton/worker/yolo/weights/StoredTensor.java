package dev.baton.worker.yolo.weights;

import java.io.IOException;
import java.util.List;

/**
 * A tensor's place in a {@code .pt} file.
 *
 * @param storage that holds its elements, maybe with others'
 * @param offset of the first element in the storage
 * @param shape sizes, empty for a scalar
 * @param strides elements between neighbours of each dimension
 */
record StoredTensor(Storage storage, long offset, List<Long> shape, List<Long> strides) {
  static final int MOST_DIMENSIONS = 8;

  /**
   * An entry of the archive with elements of one type.
   *
   * @param key name of the entry below {@code data/}
   * @param elements how many it holds
   */
  record Storage(ElementType type, String key, long elements) {}

  /**
   * Checks that the tensor lies inside its storage.
   *
   * @throws IOException saying what does not fit
   */
  static StoredTensor of(Storage storage, long offset, List<Long> shape, List<Long> strides)
      throws IOException {
    if (shape.size() != strides.size() || shape.size() > MOST_DIMENSIONS) {
      throw new IOException(
          "its tensor has %d sizes and %d strides".formatted(shape.size(), strides.size()));
    }
    StoredTensor tensor =
        new StoredTensor(storage, offset, List.copyOf(shape), List.copyOf(strides));
    try {
      tensor.requireInside();
    } catch (ArithmeticException e) {
      throw new IOException("its tensor's size is absurd: %s".formatted(shape), e);
    }
    return tensor;
  }

  private void requireInside() throws IOException {
    boolean isNegative =
        offset < 0
            || shape.stream().anyMatch(size -> size < 0)
            || strides.stream().anyMatch(stride -> stride < 0);
    if (isNegative
        || elements() > storage.elements
        || Math.addExact(offset, extent()) > storage.elements) {
      throw new IOException(
          "its tensor of shape %s at element %d does not fit into its storage %s of %d elements"
              .formatted(shape, offset, storage.key, storage.elements));
    }
  }

  long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Elements of the storage from the tensor's first to its last. */
  long extent() {
    if (elements() == 0) {
      return 0;
    }
    long extent = 1;
    for (int i = 0; i < shape.size(); i++) {
      extent =
          Math.addExact(extent, Math.multiplyExact(Math.max(shape.get(i) - 1, 0), strides.get(i)));
    }
    return extent;
  }
}
