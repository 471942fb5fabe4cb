package dev.baton.worker.yolo.torch;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;

/** Copies between tensors in the CPU's memory and Java's, byte by byte. */
public final class TensorBytes {

  private TensorBytes() {}

  /** Copies the elements of the contiguous {@code tensor} to {@code target}, row-major. */
  public static void read(NDArray tensor, ByteBuffer target) {
    target.put(memory(tensor));
  }

  /**
   * Overwrites the elements of the contiguous {@code tensor} in place. {@code NDArray.set} would
   * make the tensor another name of the buffer's memory instead.
   *
   * @param source as many bytes as the tensor has; its position stays
   */
  public static void write(NDArray tensor, ByteBuffer source) {
    memory(tensor).put(source.duplicate());
  }

  /** Overwrites the elements of the contiguous {@code tensor} in place. */
  public static void write(NDArray tensor, float[] values) {
    memory(tensor).asFloatBuffer().put(values);
  }

  /** Sets all elements of the contiguous {@code tensor} to zero, in place. */
  public static void clear(NDArray tensor) {
    ByteBuffer memory = memory(tensor);
    memory.put(new byte[memory.remaining()]);
  }

  /** The tensor's own memory, valid as long as the tensor is open. */
  private static ByteBuffer memory(NDArray tensor) {
    return tensor.toByteBuffer(true);
  }
}
