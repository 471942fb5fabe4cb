package dev.baton.worker.yolo.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Copies between tensors and Java's memory, byte by byte. A tensor on a GPU is read and written by
 * way of a copy on the CPU, which is freed at once.
 */
public final class TensorBytes {

  private TensorBytes() {}

  /** Copies the elements of the contiguous {@code tensor} to {@code target}, row-major. */
  public static void read(NDArray tensor, ByteBuffer target) {
    if (isOnCpu(tensor)) {
      target.put(memory(tensor));
    } else {
      readByCopy(tensor, target);
    }
  }

  static void readByCopy(NDArray tensor, ByteBuffer target) {
    try (NDArray copy = tensor.toDevice(Device.cpu(), true)) {
      target.put(memory(copy));
    }
  }

  /** The elements of the contiguous float32 {@code tensor}, row-major. */
  public static float[] floats(NDArray tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(tensor.size() * Float.BYTES))
            .order(ByteOrder.nativeOrder());
    read(tensor, bytes);
    float[] floats = new float[bytes.flip().remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(floats);
    return floats;
  }

  /** The elements of a float32 or float64 tensor, row-major. */
  public static double[] doubles(NDArray tensor) {
    try (NDArray wide = tensor.toType(DataType.FLOAT64, true);
        NDArray copy = wide.toDevice(Device.cpu(), true)) {
      return copy.toDoubleArray();
    }
  }

  /**
   * Overwrites the elements of the contiguous {@code tensor} in place. {@code NDArray.set} would
   * make the tensor another name of the buffer's memory instead.
   *
   * @param source as many bytes as the tensor has; its position stays
   */
  public static void write(NDArray tensor, ByteBuffer source) {
    change(tensor, memory -> memory.put(source.duplicate()));
  }

  /** Overwrites the elements of the contiguous {@code tensor} in place. */
  public static void write(NDArray tensor, float[] values) {
    change(tensor, memory -> memory.asFloatBuffer().put(values));
  }

  /** Overwrites the elements of the contiguous float32 or float64 {@code tensor}, rounded to it. */
  public static void write(NDArray tensor, double[] values) {
    if (tensor.getDataType() == DataType.FLOAT64) {
      change(tensor, memory -> memory.asDoubleBuffer().put(values));
    } else {
      change(tensor, memory -> putRounded(memory.asFloatBuffer(), values));
    }
  }

  private static void putRounded(FloatBuffer target, double[] values) {
    for (double value : values) {
      target.put((float) value);
    }
  }

  /** Sets all elements of the contiguous {@code tensor} to zero, in place. */
  public static void clear(NDArray tensor) {
    change(tensor, memory -> memory.put(new byte[memory.remaining()]));
  }

  private static void change(NDArray tensor, Consumer<ByteBuffer> change) {
    if (isOnCpu(tensor)) {
      change.accept(memory(tensor));
    } else {
      changeByCopy(tensor, change);
    }
  }

  static void changeByCopy(NDArray tensor, Consumer<ByteBuffer> change) {
    try (NDManager host = TorchThread.newManager()) {
      NDArray copy = host.zeros(tensor.getShape(), tensor.getDataType());
      change.accept(memory(copy));
      TensorLists.copy(List.of(copy), List.of(tensor));
    }
  }

  static boolean isOnCpu(NDArray tensor) {
    return tensor.getDevice().equals(Device.cpu());
  }

  /** The tensor's own memory, valid as long as the tensor is open. */
  static ByteBuffer memory(NDArray tensor) {
    return tensor.toByteBuffer(true);
  }
}
