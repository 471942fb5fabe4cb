package dev.baton.worker.yolo.torch;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A tensor that is read again and again. Its memory is looked up once, which takes longer than
 * copying a small tensor: whoever has one changes the tensor in place only, as all of {@link
 * TensorBytes} and {@link TensorLists} does, and so it stays where it is while the tensor is open.
 */
public final class TensorView {
  private final NDArray tensor;
  private final int sizeBytes;

  /** Empty for a tensor on a GPU. */
  private final Optional<ByteBuffer> memory;

  /**
   * @param tensor contiguous
   */
  public TensorView(NDArray tensor) {
    this.tensor = tensor;
    this.sizeBytes = Math.toIntExact(tensor.size() * tensor.getDataType().getNumOfBytes());
    this.memory =
        TensorBytes.isOnCpu(tensor) ? Optional.of(TensorBytes.memory(tensor)) : Optional.empty();
  }

  public NDArray tensor() {
    return tensor;
  }

  /** Size of its elements. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /**
   * Copies the elements to the begin of {@code target}, row-major; its position stays.
   *
   * @throws IllegalStateException when the tensor was closed: its memory may be another's
   */
  public void read(ByteBuffer target) {
    if (tensor.isReleased()) {
      throw new IllegalStateException("Cannot read a tensor that was closed");
    }
    if (memory.isPresent()) {
      target.put(0, memory.get(), 0, sizeBytes);
    } else {
      TensorBytes.readByCopy(tensor, target.duplicate());
    }
  }
}
