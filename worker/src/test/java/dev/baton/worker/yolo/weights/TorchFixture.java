package dev.baton.worker.yolo.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small {@code .pt} files made by hand, opcode by opcode. */
final class TorchFixture {
  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

  TorchFixture() {
    bytes(0x80, 2);
  }

  /** A file that lies beside this test, written by {@code make_fixtures.py}. */
  static Path stored(String name) {
    try {
      return Path.of(TorchFixture.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  TorchFixture bytes(int... values) {
    for (int value : values) {
      pickle.write(value);
    }
    return this;
  }

  TorchFixture ascii(String text) {
    pickle.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  TorchFixture text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return ascii("X").integer(utf8.length).ascii(text);
  }

  TorchFixture number(int value) {
    return ascii("J").integer(value);
  }

  TorchFixture global(String module, String name) {
    return ascii("c" + module + "\n" + name + "\n");
  }

  /** A one-dimensional tensor of storage 0 that starts at {@code offset}. */
  TorchFixture tensor(String storageClass, int stored, int offset, int size, int stride) {
    return global("torch._utils", "_rebuild_tensor_v2")
        .ascii("((")
        .text("storage")
        .global("torch", storageClass)
        .text("0")
        .text("cpu")
        .number(stored)
        .ascii("tQ")
        .number(offset)
        .number(size)
        .bytes(0x85)
        .number(stride)
        .bytes(0x85, 0x89)
        .ascii("Nt")
        .ascii("R");
  }

  private TorchFixture integer(int value) {
    byte[] bytes = new byte[4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
    pickle.writeBytes(bytes);
    return this;
  }

  /** Ends the pickle and writes the archive, with {@code storage} as its entry data/0. */
  Path write(Path file, byte[] storage) {
    return write(file, ZipEntry.STORED, storage);
  }

  Path write(Path file, int method, byte[] storage) {
    ascii(".");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      entry(zip, "archive/data.pkl", method, pickle.toByteArray());
      entry(zip, "archive/data/0", method, storage);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static void entry(ZipOutputStream zip, String name, int method, byte[] content)
      throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(method);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
