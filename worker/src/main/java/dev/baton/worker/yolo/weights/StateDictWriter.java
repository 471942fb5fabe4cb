package dev.baton.worker.yolo.weights;

import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes tensors as a {@code .pt} file that {@code torch.load(file, weights_only=True)} reads as a
 * dictionary from name to tensor. The reference's own scripts want a pickled module instead, whose
 * classes only Python can give: there, {@code model.load_state_dict} takes this dictionary.
 */
public final class StateDictWriter {
  private static final String TOP = "archive/";

  /** The same bytes for the same tensors, whenever they are written. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private StateDictWriter() {}

  /**
   * Writes a file; the caller closes {@code out}.
   *
   * @param tensors with different names
   */
  public static void write(List<Tensor> tensors, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    store(zip, "data.pkl", ByteBuffer.wrap(pickle(tensors)));
    store(zip, "byteorder", ascii("little"));
    for (int i = 0; i < tensors.size(); i++) {
      store(zip, "data/" + i, tensors.get(i).data().duplicate());
    }
    store(zip, "version", ascii("3\n"));
    zip.finish();
  }

  private static byte[] pickle(List<Tensor> tensors) {
    Pickle pickle = new Pickle();
    pickle.opcodes(0x80, 2, '}');
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      pickle.text(tensor.name());
      pickle.global("torch._utils", "_rebuild_tensor_v2");
      pickle.opcodes('(');
      pickle.storage(storageClass(tensor.dtype()), i, elements(tensor.shape()));
      pickle.number(0);
      pickle.tuple(tensor.shape());
      pickle.tuple(strides(tensor.shape()));
      pickle.opcodes(0x89);
      pickle.global("collections", "OrderedDict");
      pickle.opcodes(')', 'R', 't', 'R', 's');
    }
    pickle.opcodes('.');
    return pickle.bytes();
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

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** PyTorch maps entries in place, so none may be compressed. */
  private static void store(ZipOutputStream zip, String name, ByteBuffer content)
      throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content.duplicate());
    ZipEntry entry = new ZipEntry(TOP + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.remaining());
    entry.setCrc(checksum.getValue());
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    WritableByteChannel channel = Channels.newChannel(zip);
    while (content.hasRemaining()) {
      channel.write(content);
    }
    zip.closeEntry();
  }

  /** A pickle of protocol 2 in the making. */
  private static final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void opcodes(int... opcodes) {
      for (int opcode : opcodes) {
        out.write(opcode);
      }
    }

    void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      opcodes('X');
      integer(utf8.length);
      out.writeBytes(utf8);
    }

    void number(long value) {
      opcodes('J');
      integer(Math.toIntExact(value));
    }

    void global(String module, String name) {
      out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    void tuple(List<Long> values) {
      opcodes('(');
      values.forEach(this::number);
      opcodes('t');
    }

    void storage(String storageClass, int key, long elements) {
      opcodes('(');
      text("storage");
      global("torch", storageClass);
      text(Integer.toString(key));
      text("cpu");
      number(elements);
      opcodes('t', 'Q');
    }

    private void integer(int value) {
      byte[] bytes = new byte[Integer.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
      out.writeBytes(bytes);
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
