package dev.baton.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.Json;
import dev.baton.common.objectstore.ObjectStore.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: an 8-byte little-endian header length, a JSON header padded with blanks
 * to 8 bytes, the tensors' bytes without holes. Reading one runs no code.
 *
 * @see <a href="https://huggingface.co/docs/safetensors">safetensors</a>
 */
public final class Safetensors {
  private static final int LARGEST_HEADER_BYTES = 100 << 20;
  private static final String METADATA = "__metadata__";

  /** Wide types first, so that every tensor is aligned; then by name. */
  private static final Comparator<Tensor> ORDER =
      Comparator.comparing((Tensor tensor) -> -tensor.dtype().sizeBytes())
          .thenComparing(Tensor::name);

  private Safetensors() {}

  /** The file's bytes, read from the tensors' own memory when opened. */
  public static Content write(List<Tensor> tensors, Map<String, String> metadata) {
    List<Tensor> ordered = tensors.stream().sorted(ORDER).toList();
    byte[] header = header(ordered, metadata);
    long size =
        header.length + ordered.stream().mapToLong(tensor -> tensor.data().remaining()).sum();
    return new Content() {
      @Override
      public long sizeBytes() {
        return size;
      }

      @Override
      public InputStream open() {
        List<InputStream> parts = new ArrayList<>();
        parts.add(new ByteArrayInputStream(header));
        ordered.forEach(tensor -> parts.add(new BufferInputStream(tensor.data().duplicate())));
        return new SequenceInputStream(Collections.enumeration(parts));
      }
    };
  }

  /** Writes a file; the caller closes {@code out}. */
  public static void write(List<Tensor> tensors, Map<String, String> metadata, OutputStream out)
      throws IOException {
    try (InputStream in = write(tensors, metadata).open()) {
      in.transferTo(out);
    }
  }

  private static byte[] header(List<Tensor> ordered, Map<String, String> metadata) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode fields = json.putObject(METADATA);
      metadata.forEach(fields::put);
    }
    long offset = 0;
    for (Tensor tensor : ordered) {
      ObjectNode entry = json.putObject(tensor.name());
      entry.put("dtype", tensor.dtype().name());
      ArrayNode shape = entry.putArray("shape");
      tensor.shape().forEach(shape::add);
      long end = offset + tensor.data().remaining();
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] text = json.toString().getBytes(UTF_8);
    int padded = (text.length + 7) / 8 * 8;
    ByteBuffer header =
        ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(text);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.array();
  }

  /**
   * Reads a file's tensors; they share the memory of {@code file}.
   *
   * @throws IOException saying what is wrong with the file
   */
  public static List<Tensor> read(ByteBuffer file) throws IOException {
    ByteBuffer bytes = file.slice();
    JsonNode header = readHeader(bytes);
    ByteBuffer data = bytes.slice();
    List<Tensor> tensors = new ArrayList<>();
    for (var field : header.properties()) {
      if (!field.getKey().equals(METADATA)) {
        tensors.add(tensor(field.getKey(), field.getValue(), data));
      }
    }
    return tensors;
  }

  /**
   * Reads what a file says beside its tensors; empty where it says nothing.
   *
   * @throws IOException saying what is wrong with the file
   */
  public static Map<String, String> readMetadata(ByteBuffer file) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (var field : readHeader(file.slice()).path(METADATA).properties()) {
      metadata.put(field.getKey(), field.getValue().asText());
    }
    return metadata;
  }

  /** Moves {@code bytes} behind the header. */
  private static JsonNode readHeader(ByteBuffer bytes) throws IOException {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() < 8) {
      throw new IOException("not safetensors: shorter than a header's length");
    }
    long headerBytes = bytes.getLong();
    if (headerBytes < 2 || headerBytes > Math.min(bytes.remaining(), LARGEST_HEADER_BYTES)) {
      throw new IOException("not safetensors: a header of %d bytes".formatted(headerBytes));
    }
    byte[] text = new byte[(int) headerBytes];
    bytes.get(text);
    JsonNode header = Json.MAPPER.readTree(text);
    if (!header.isObject()) {
      throw new IOException("not safetensors: its header is no JSON object");
    }
    return header;
  }

  private static Tensor tensor(String name, JsonNode entry, ByteBuffer data) throws IOException {
    long begin = entry.path("data_offsets").path(0).asLong(-1);
    long end = entry.path("data_offsets").path(1).asLong(-1);
    if (begin < 0 || end < begin || end > data.limit()) {
      throw new IOException("tensor %s lies outside the file".formatted(name));
    }
    List<Long> shape = new ArrayList<>();
    entry.path("shape").forEach(size -> shape.add(size.asLong()));
    try {
      Tensor.DType dtype = Tensor.DType.valueOf(entry.path("dtype").asText());
      ByteBuffer slice =
          data.slice((int) begin, (int) (end - begin)).order(ByteOrder.LITTLE_ENDIAN);
      return new Tensor(name, dtype, shape, slice);
    } catch (IllegalArgumentException e) {
      throw new IOException("tensor %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Reads a buffer, direct or not, without copying it first. */
  private static final class BufferInputStream extends InputStream {
    private final ByteBuffer buffer;

    BufferInputStream(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public int read() {
      return buffer.hasRemaining() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (!buffer.hasRemaining()) {
        return length == 0 ? 0 : -1;
      }
      int count = Math.min(length, buffer.remaining());
      buffer.get(target, offset, count);
      return count;
    }
  }
}
