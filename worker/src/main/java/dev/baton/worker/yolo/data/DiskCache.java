package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_VERSION;

import dev.baton.common.process.CacheFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps decoded images in a folder of the worker, never beside the user's images, which are only
 * read. Files are named by the SHA-256 of what they were decoded from, so data sets and workers may
 * share a folder, and an image that changes has another file. They appear whole; one that is
 * damaged is made again. Anybody may delete them at any time.
 *
 * <p>A file has height, width and CRC-32C of the pixels, 4 bytes each, big-endian, then the pixels:
 * height × width × (blue, green, red).
 */
final class DiskCache extends ImageCache {
  private static final Logger LOG = LoggerFactory.getLogger(DiskCache.class);
  private static final int HEADER_BYTES = 12;

  private final Path folder;
  private final AtomicBoolean hasWarned = new AtomicBoolean();

  DiskCache(Path folder) {
    this.folder = folder;
  }

  static Path folderOfThisMachine() {
    return folder(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  static Path folder(Map<String, String> environment, Path home) {
    // Another version may decode to other pixels.
    return CacheFolder.of(environment, home).resolve("images/opencv-" + CV_VERSION);
  }

  @Override
  ImageCache orNoneIfTooSmall(Stream<IndexedImage> images) {
    long needed =
        images
            .filter(image -> !Files.exists(file(image)))
            .mapToLong(image -> HEADER_BYTES + 3L * image.width() * image.height())
            .sum();
    try {
      Files.createDirectories(folder);
      long free = Files.getFileStore(folder).getUsableSpace();
      if (needed * MARGIN <= free) {
        return this;
      }
      LOG.warn(
          "cache disk: the images take {} MB in {}, where {} MB are free; going on without. Free"
              + " some, or set BATON_CACHE_DIR to another place",
          (long) (needed * MARGIN) >> 20,
          folder,
          free >> 20);
    } catch (IOException e) {
      LOG.warn("cache disk: cannot use {} ({}); going on without", folder, e.toString());
    }
    return none();
  }

  @Override
  Mat decoded(IndexedImage image, Supplier<Mat> decode) {
    Path file = file(image);
    Optional<Mat> kept = Files.exists(file) ? read(file) : Optional.empty();
    if (kept.isPresent()) {
      return kept.get();
    }
    Mat decoded = decode.get();
    try {
      write(decoded, file);
    } catch (IOException e) {
      if (hasWarned.compareAndSet(false, true)) {
        LOG.warn("cache disk: cannot write {} ({}); going on without it", file, e.toString());
      }
    }
    return decoded;
  }

  private Path file(IndexedImage image) {
    return folder.resolve(image.sha256().substring(0, 2)).resolve(image.sha256() + ".bgr");
  }

  /** Empty when the file is not what {@link #write} makes. */
  private static Optional<Mat> read(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      while (header.hasRemaining() && channel.read(header) >= 0) {}
      header.flip();
      if (header.remaining() < HEADER_BYTES) {
        return Optional.empty();
      }
      int height = header.getInt();
      int width = header.getInt();
      long pixelBytes = 3L * height * width;
      if (height <= 0 || width <= 0 || channel.size() != HEADER_BYTES + pixelBytes) {
        return Optional.empty();
      }
      Mat image = new Mat(height, width, CV_8UC3);
      ByteBuffer pixels = pixels(image);
      while (pixels.hasRemaining() && channel.read(pixels) >= 0) {}
      if (checksum(pixels.flip()) != header.getInt()) {
        image.close();
        return Optional.empty();
      }
      return Optional.of(image);
    } catch (IOException e) {
      LOG.debug("Decoding again what cannot be read from {}", file, e);
      return Optional.empty();
    }
  }

  private static void write(Mat image, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path unfinished = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
    try {
      ByteBuffer pixels = pixels(image);
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      header.putInt(image.rows()).putInt(image.cols()).putInt(checksum(pixels.duplicate())).flip();
      try (FileChannel channel =
          FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        while (header.hasRemaining()) {
          channel.write(header);
        }
        while (pixels.hasRemaining()) {
          channel.write(pixels);
        }
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** The pixels in place; not valid after the image is closed. */
  private static ByteBuffer pixels(Mat image) {
    long bytes = image.total() * image.elemSize();
    return new BytePointer(image.data()).capacity(bytes).limit(bytes).asByteBuffer();
  }

  private static int checksum(ByteBuffer pixels) {
    CRC32C crc = new CRC32C();
    crc.update(pixels);
    return (int) crc.getValue();
  }
}
