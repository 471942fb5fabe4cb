package dev.baton.worker.yolo.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of Protocol Buffers in the making. What it is given is referred to, not copied.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int DELIMITED = 2;
  private static final int FOUR_BYTES = 5;

  private final List<ByteBuffer> parts = new ArrayList<>();
  private long sizeBytes;

  /** A whole number that is not negative. */
  ProtoMessage number(int field, long value) {
    append(varint(tag(field, VARINT)));
    append(varint(value));
    return this;
  }

  ProtoMessage real(int field, double value) {
    append(varint(tag(field, EIGHT_BYTES)));
    append(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).flip());
    return this;
  }

  ProtoMessage real(int field, float value) {
    append(varint(tag(field, FOUR_BYTES)));
    append(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).flip());
    return this;
  }

  ProtoMessage text(int field, String value) {
    return bytes(field, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  ProtoMessage bytes(int field, ByteBuffer value) {
    append(varint(tag(field, DELIMITED)));
    append(varint(value.remaining()));
    append(value.duplicate());
    return this;
  }

  /** A message inside of this one, which must not change any more. */
  ProtoMessage message(int field, ProtoMessage inner) {
    append(varint(tag(field, DELIMITED)));
    append(varint(inner.sizeBytes));
    inner.parts.forEach(this::append);
    return this;
  }

  void writeTo(OutputStream out) throws IOException {
    WritableByteChannel channel = Channels.newChannel(out);
    for (ByteBuffer part : parts) {
      ByteBuffer rest = part.duplicate();
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
  }

  private void append(ByteBuffer part) {
    parts.add(part);
    sizeBytes += part.remaining();
  }

  private static long tag(int field, int wireType) {
    return (long) field << 3 | wireType;
  }

  /** Seven bits a byte, the lowest first; the eighth says that more follow. */
  private static ByteBuffer varint(long value) {
    ByteBuffer bytes = ByteBuffer.allocate(10);
    long rest = value;
    while (rest > 0x7f) {
      bytes.put((byte) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    return bytes.put((byte) rest).flip();
  }
}
