package dev.baton.worker.yolo.export;

import dev.baton.common.checkpoint.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The archive in which PyTorch keeps tensors and scripts. Equal contents give equal bytes. */
final class TorchZip {
  private static final String TOP = "archive/";
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipOutputStream zip;

  /**
   * @param out that the caller closes
   */
  TorchZip(OutputStream out) {
    zip = new ZipOutputStream(out);
  }

  /** Adds an entry. PyTorch maps entries in place, so none may be compressed. */
  TorchZip store(String name, ByteBuffer content) throws IOException {
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
    return this;
  }

  TorchZip store(String name, String content) throws IOException {
    return store(name, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }

  TorchZip store(String name, byte[] content) throws IOException {
    return store(name, ByteBuffer.wrap(content));
  }

  /** Adds the elements of tensor i as the storage i. */
  TorchZip storages(List<Tensor> tensors) throws IOException {
    for (int i = 0; i < tensors.size(); i++) {
      store("data/" + i, tensors.get(i).data().duplicate());
    }
    return this;
  }

  void finish() throws IOException {
    zip.finish();
  }
}
