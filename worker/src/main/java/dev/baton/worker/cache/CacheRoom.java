package dev.baton.worker.cache;

import dev.baton.common.dataset.DatasetUnavailableException;
import dev.baton.common.messages.ByteSize;
import dev.baton.worker.cache.CacheLock.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room in a cache. Whoever calls holds the lock {@code room}, so that two who fetch at once do
 * not both take the same.
 *
 * @param limit of all sets together
 */
record CacheRoom(CacheLayout layout, ByteSize limit) {
  private static final Logger LOG = LoggerFactory.getLogger(CacheRoom.class);
  private static final long MEGABYTE = 1_000_000;

  /**
   * Takes room for a set, at the cost of those that were used longest ago and that nobody uses.
   *
   * @throws DatasetUnavailableException when there is not enough even so
   */
  void take(CachedSet set, long neededBytes) throws IOException {
    if (neededBytes > limit.bytes()) {
      throw new DatasetUnavailableException(
          "the data set takes %d MB, the cache %s may have %s: start the worker with a larger --data-cache-limit"
              .formatted(rounded(neededBytes), layout.folder(), limit));
    }
    List<CachedSet> others = layout.sets().stream().filter(s -> !s.equals(set)).toList();
    long free = limit.bytes();
    for (CachedSet other : others) {
      free -= other.sizeBytes();
    }
    boolean isBegun = set.sizeBytes() > 0; // what is there of it is no longer free on the disk
    List<CachedSet> longestUnused =
        others.stream().sorted(Comparator.comparing(CachedSet::lastUsed)).toList();
    for (CachedSet other : longestUnused) {
      boolean fits = free >= neededBytes && (isBegun || usableBytes() >= neededBytes);
      free += fits ? 0 : evict(other);
    }
    if (free < neededBytes) {
      throw new DatasetUnavailableException(
          "the cache %s has no room for %d MB, since workers use what is in it: start them with a larger --data-cache-limit than %s"
              .formatted(layout.folder(), rounded(neededBytes), limit));
    }
    if (!isBegun && usableBytes() < neededBytes) {
      throw new DatasetUnavailableException(
          "the data set takes %d MB, the disk of the cache %s has %d MB left: free some, or start the worker with another --data-cache"
              .formatted(rounded(neededBytes), layout.folder(), usableBytes() / MEGABYTE));
    }
    set.reserve(neededBytes);
  }

  private long usableBytes() throws IOException {
    return Files.getFileStore(layout.folder()).getUsableSpace();
  }

  /** Deletes a set that nobody uses; returns what that frees. */
  private long evict(CachedSet set) throws IOException {
    Optional<CacheLock> alone = CacheLock.tryLock(layout.useLock(set), Mode.EXCLUSIVE);
    if (alone.isEmpty()) {
      return 0;
    }
    try {
      long size = set.sizeBytes();
      LOG.info("Deleting data set {} from {}: bytes={}", set.digest(), layout.folder(), size);
      set.delete();
      return size;
    } finally {
      alone.get().release();
    }
  }

  private static long rounded(long bytes) {
    return Math.ceilDiv(bytes, MEGABYTE);
  }
}
