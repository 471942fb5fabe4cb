package dev.baton.worker.yolo.data;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets loaders keep all their resized images, as long as the memory is there. */
final class MemoryCache extends ImageCache {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryCache.class);

  private final LongSupplier freeBytes;
  private long promisedBytes;

  MemoryCache(LongSupplier freeBytes) {
    this.freeBytes = freeBytes;
  }

  @Override
  synchronized long keptBytes(long allBytes, long usualBytes) {
    long free = freeBytes.getAsLong() - promisedBytes;
    if (allBytes * MARGIN > free) {
      LOG.warn(
          "cache ram: the images take {} MB, of which {} MB are free; keeping {} MB of them. Use"
              + " cache disk, or a machine with more memory",
          megabytes((long) (allBytes * MARGIN)),
          megabytes(free),
          megabytes(Math.min(allBytes, usualBytes)));
      return usualBytes;
    }
    promisedBytes += allBytes;
    return allBytes;
  }

  private static long megabytes(long bytes) {
    return bytes >> 20;
  }
}
