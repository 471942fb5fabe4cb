package dev.baton.worker.yolo.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * What kind of image some bytes are, by their content, and whether they are all there: decoders
 * fill the missing part of a truncated file with grey and say nothing.
 */
public enum ImageFormat {
  JPEG,
  PNG,
  BMP,
  TIFF,
  WEBP,
  PFM;

  private static final Set<String> SUFFIXES =
      Set.of("bmp", "dng", "jpeg", "jpg", "mpo", "png", "tif", "tiff", "webp", "pfm");
  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int JPEG_START_OF_IMAGE = 0xD8;
  private static final int JPEG_END_OF_IMAGE = 0xD9;

  /** Whether a file of this name or path is taken for an image: by its ending. */
  public static boolean isImageName(String name) {
    int dot = name.lastIndexOf('.');
    return dot >= 0 && SUFFIXES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  static Optional<ImageFormat> of(byte[] bytes) {
    if (startsWith(bytes, (byte) 0xFF, (byte) 0xD8, (byte) 0xFF)) {
      return Optional.of(JPEG);
    }
    if (startsWith(bytes, PNG_SIGNATURE)) {
      return Optional.of(PNG);
    }
    if (startsWith(bytes, (byte) 'B', (byte) 'M')) {
      return Optional.of(BMP);
    }
    if (startsWith(bytes, (byte) 'I', (byte) 'I', (byte) 42, (byte) 0)
        || startsWith(bytes, (byte) 'M', (byte) 'M', (byte) 0, (byte) 42)) {
      return Optional.of(TIFF);
    }
    if (startsWith(bytes, (byte) 'R', (byte) 'I', (byte) 'F', (byte) 'F')) {
      return Optional.of(WEBP);
    }
    if (startsWith(bytes, (byte) 'P', (byte) 'F') || startsWith(bytes, (byte) 'P', (byte) 'f')) {
      return Optional.of(PFM);
    }
    return Optional.empty();
  }

  /** False when the end is missing or, in a PNG, a checksum is wrong. */
  boolean isWhole(byte[] bytes) {
    return switch (this) {
      case JPEG -> isWholeJpeg(bytes);
      case PNG -> isWholePng(bytes);
      case BMP, TIFF, WEBP, PFM -> true; // their decoders refuse what is short
    };
  }

  private static boolean startsWith(byte[] bytes, byte... start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  /** Follows the markers to the end of the image; what comes behind it does not matter. */
  private static boolean isWholeJpeg(byte[] bytes) {
    int at = 2;
    while (at + 1 < bytes.length) {
      if (bytes[at] != (byte) 0xFF) {
        at++; // entropy-coded data, or stray bytes between segments
        continue;
      }
      int marker = bytes[at + 1] & 0xFF;
      if (marker == JPEG_END_OF_IMAGE) {
        return true;
      }
      boolean isStandAlone =
          marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= JPEG_START_OF_IMAGE);
      if (marker == 0xFF) {
        at++; // a fill byte
      } else if (isStandAlone || at + 3 >= bytes.length) {
        at += 2;
      } else {
        // A segment; the data of a scan follow its header and are skipped byte by byte.
        at += 2 + ((bytes[at + 2] & 0xFF) << 8 | (bytes[at + 3] & 0xFF));
      }
    }
    return false;
  }

  private static boolean isWholePng(byte[] bytes) {
    ByteBuffer chunks = ByteBuffer.wrap(bytes).position(PNG_SIGNATURE.length);
    while (chunks.remaining() >= 12) {
      int length = chunks.getInt();
      if (length < 0 || length > chunks.remaining() - 8) {
        return false;
      }
      CRC32 crc = new CRC32();
      crc.update(bytes, chunks.position(), 4 + length);
      int type = chunks.getInt(chunks.position());
      chunks.position(chunks.position() + 4 + length);
      if (chunks.getInt() != (int) crc.getValue()) {
        return false;
      }
      if (type == 0x49454E44) { // IEND
        return true;
      }
    }
    return false;
  }
}
