package dev.baton.worker.yolo.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An event file of scalars as TensorBoard reads it: TFRecords, each an {@code Event} message. Equal
 * input gives equal bytes, and more epochs a longer file with the same beginning.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord's framing</a>
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto">Event</a>
 */
public final class TensorBoardFile {
  private static final String VERSION = "brain.Event:2";
  private static final int MASK_DELTA = 0xa282ead8;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  /** Begins a file that is said to be written at {@code at}. */
  public TensorBoardFile(Instant at) {
    append(new ProtoMessage().real(Event.WALL_TIME, seconds(at)).text(Event.FILE_VERSION, VERSION));
  }

  /**
   * Adds the scalars of one step.
   *
   * @param scalars by tag, in the order in which to write them
   */
  public void add(Instant at, long step, Map<String, Double> scalars) {
    ProtoMessage summary = new ProtoMessage();
    scalars.forEach(
        (tag, value) ->
            summary.message(
                Summary.VALUE,
                new ProtoMessage()
                    .text(Summary.TAG, tag)
                    .real(Summary.SIMPLE_VALUE, value.floatValue())));
    append(
        new ProtoMessage()
            .real(Event.WALL_TIME, seconds(at))
            .number(Event.STEP, step)
            .message(Event.SUMMARY, summary));
  }

  /** The file so far. */
  public byte[] bytes() {
    return file.toByteArray();
  }

  /** Field numbers of event.proto. */
  private static final class Event {
    static final int WALL_TIME = 1;
    static final int STEP = 2;
    static final int FILE_VERSION = 3;
    static final int SUMMARY = 5;
  }

  /** Field numbers of summary.proto; tag and simple value are those of a value. */
  private static final class Summary {
    static final int VALUE = 1;
    static final int TAG = 1;
    static final int SIMPLE_VALUE = 2;
  }

  /** Length, its checksum, the message and its checksum; little-endian. */
  private void append(ProtoMessage event) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    try {
      event.writeTo(message);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory can always be written", e);
    }
    byte[] length = littleEndian(Long.BYTES).putLong(message.size()).array();
    file.writeBytes(length);
    file.writeBytes(checksum(length));
    file.writeBytes(message.toByteArray());
    file.writeBytes(checksum(message.toByteArray()));
  }

  /** CRC-32C, rotated and shifted so that a checksum of checksums still says something. */
  private static byte[] checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    return littleEndian(Integer.BYTES).putInt(masked).array();
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static double seconds(Instant at) {
    return at.getEpochSecond() + at.getNano() / 1e9;
  }
}
