package dev.baton.worker.yolo.data;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Where images are kept between epochs, beyond what every loader keeps. Changes the time of a
 * training and nothing else. Thread-safe.
 */
public abstract class ImageCache {
  /** What a cache may need beyond the estimate. */
  static final double MARGIN = 1.1;

  private static final ImageCache NONE = new ImageCache() {};

  ImageCache() {}

  /** Keeps nothing. */
  static ImageCache none() {
    return NONE;
  }

  /**
   * @param name {@code none}, {@code ram} or {@code disk}
   */
  public static ImageCache of(String name) {
    return switch (name) {
      case "ram" -> new MemoryCache(FreeMemory::bytes);
      case "disk" -> new DiskCache(DiskCache.folderOfThisMachine());
      default -> none();
    };
  }

  /** This cache, or {@link #none}, with a warning, when the images are too many for it. */
  ImageCache orNoneIfTooSmall(Stream<IndexedImage> images) {
    return this;
  }

  /**
   * Bytes of resized images that the loader of a split may keep.
   *
   * @param allBytes what all of its images take
   * @param usualBytes what it keeps without a cache
   */
  long keptBytes(long allBytes, long usualBytes) {
    return usualBytes;
  }

  /** The decoded image, which the caller closes; from {@code decode} if it is not kept here. */
  Mat decoded(IndexedImage image, Supplier<Mat> decode) {
    return decode.get();
  }
}
