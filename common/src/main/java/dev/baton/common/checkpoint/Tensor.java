package dev.baton.common.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A named array of numbers.
 *
 * @param name unique in its file, for example {@code model.0.conv.weight}
 * @param dtype type of the elements
 * @param shape sizes, empty for a scalar
 * @param data the elements in row-major order, little-endian; position 0, limit = size in bytes
 */
public record Tensor(String name, DType dtype, List<Long> shape, ByteBuffer data) {

  /** Types of elements, by their names in safetensors. */
  public enum DType {
    F32(4),
    F64(8),
    F16(2),
    BF16(2),
    I32(4),
    I64(8),
    U8(1);

    private final int sizeBytes;

    DType(int sizeBytes) {
      this.sizeBytes = sizeBytes;
    }

    /** Size of one element. */
    public int sizeBytes() {
      return sizeBytes;
    }
  }

  public Tensor {
    shape = List.copyOf(shape);
    BigInteger neededBytes =
        shape.stream()
            .map(BigInteger::valueOf)
            .reduce(BigInteger.valueOf(dtype.sizeBytes()), BigInteger::multiply);
    boolean isShape = shape.stream().allMatch(size -> size >= 0);
    if (!isShape || !neededBytes.equals(BigInteger.valueOf(data.remaining()))) {
      throw new IllegalArgumentException(
          "Tensor %s of shape %s and type %s needs %d bytes, got %d"
              .formatted(name, shape, dtype, neededBytes, data.remaining()));
    }
  }
}
