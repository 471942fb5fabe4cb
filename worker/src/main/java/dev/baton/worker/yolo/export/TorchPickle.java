package dev.baton.worker.yolo.export;

import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A pickle of protocol 2 in the making, with tensors as PyTorch pickles them. */
final class TorchPickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TorchPickle() {
    opcodes(0x80, 2);
  }

  TorchPickle opcodes(int... opcodes) {
    for (int opcode : opcodes) {
      out.write(opcode);
    }
    return this;
  }

  TorchPickle global(String module, String name) {
    out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  /** Appends the entries of the dictionary on the stack: tensor i lies in the storage i. */
  TorchPickle entries(List<Tensor> tensors) {
    for (int i = 0; i < tensors.size(); i++) {
      text(tensors.get(i).name());
      tensor(tensors.get(i), i);
      opcodes('s');
    }
    return this;
  }

  private void tensor(Tensor tensor, int storage) {
    global("torch._utils", "_rebuild_tensor_v2");
    opcodes('(');
    storage(storageClass(tensor.dtype()), storage, elements(tensor.shape()));
    number(0);
    tuple(tensor.shape());
    tuple(strides(tensor.shape()));
    opcodes(0x89);
    global("collections", "OrderedDict");
    opcodes(')', 'R', 't', 'R');
  }

  private static String storageClass(DType type) {
    return switch (type) {
      case F16 -> "HalfStorage";
      case BF16 -> "BFloat16Storage";
      case F32 -> "FloatStorage";
      case F64 -> "DoubleStorage";
      case I32 -> "IntStorage";
      case I64 -> "LongStorage";
      case U8 -> "ByteStorage";
    };
  }

  private static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Row-major. */
  private static List<Long> strides(List<Long> shape) {
    Long[] strides = new Long[shape.size()];
    long stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape.get(i);
    }
    return List.of(strides);
  }

  private void storage(String storageClass, int key, long elements) {
    opcodes('(');
    text("storage");
    global("torch", storageClass);
    text(Integer.toString(key));
    text("cpu");
    number(elements);
    opcodes('t', 'Q');
  }

  TorchPickle text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    opcodes('X');
    integer(utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  private void number(long value) {
    opcodes('J');
    integer(Math.toIntExact(value));
  }

  private void tuple(List<Long> values) {
    opcodes('(');
    values.forEach(this::number);
    opcodes('t');
  }

  private void integer(int value) {
    byte[] bytes = new byte[Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
    out.writeBytes(bytes);
  }

  /** The whole pickle. */
  byte[] stop() {
    opcodes('.');
    return out.toByteArray();
  }
}
