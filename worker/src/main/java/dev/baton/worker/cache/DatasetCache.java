package dev.baton.worker.cache;

import dev.baton.common.dataset.DatasetManifest;
import dev.baton.common.dataset.DatasetReference.Pinned;
import dev.baton.common.dataset.DatasetUnavailableException;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.messages.ByteSize;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.process.CacheFolder;
import dev.baton.common.process.Machine;
import dev.baton.worker.cache.CacheLock.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushed data sets in a folder that all workers of a machine share. A set is fetched by one of
 * them, while those who want the same wait; when there is no room, the sets that were used longest
 * ago go, but never one that any worker uses.
 *
 * <p>A worker uses one set at a time: there is one cache object in a process, used by one thread.
 * Dying at any point leaves shards that the next fetch goes on behind, and no lock.
 */
public final class DatasetCache {
  /** What a cache may take up where nobody says. */
  public static final String USUAL_LIMIT = "50GB";

  private static final Logger LOG = LoggerFactory.getLogger(DatasetCache.class);

  private final CacheLayout layout;
  private final CacheRoom room;
  private final Machine machine;
  private final InstantSource clock;
  private Optional<InUse> inUse = Optional.empty();

  /** The set that this process uses, and the lock that keeps others from deleting it. */
  private record InUse(CachedSet set, CacheLock lock) {}

  /**
   * @param folder which need not exist yet
   * @param limit of all sets together
   * @param clock tells which set was used last
   */
  public DatasetCache(Path folder, ByteSize limit, Machine machine, InstantSource clock) {
    this.layout = new CacheLayout(folder);
    this.room = new CacheRoom(layout, limit);
    this.machine = machine;
    this.clock = clock;
  }

  /** The folder {@code datasets} in the {@link CacheFolder}. */
  public static Path usualFolder(Map<String, String> environment, Path home) {
    return CacheFolder.of(environment, home).resolve("datasets");
  }

  /**
   * Has the set here and keeps it until {@link #release}; one that was used before is released.
   *
   * @return the set's data.yaml, or nothing once it was no longer wanted
   * @throws DatasetUnavailableException when it cannot be had here
   * @throws IOException when the store does not answer
   */
  public Optional<Path> use(ObjectStore store, Pinned wanted, Interest interest)
      throws IOException {
    release();
    CachedSet set = layout.set(wanted.digest());
    Optional<CacheLock> lock = await(layout.useLock(set), Mode.SHARED, interest);
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    inUse = Optional.of(new InUse(set, lock.get()));
    boolean isHere = set.isWhole() || fetchInTurn(store, set, interest);
    if (isHere) {
      onDisk(() -> set.markUsed(clock.instant()));
    }
    return isHere ? Optional.of(set.dataYaml()) : Optional.empty();
  }

  /** Under the lock for use, so that nobody makes room by deleting what comes in here. */
  private boolean fetchInTurn(ObjectStore store, CachedSet set, Interest interest)
      throws IOException {
    Optional<CacheLock> turn = CacheLock.tryLock(layout.fetchLock(set), Mode.EXCLUSIVE);
    if (turn.isEmpty()) {
      interest.heldUp("another worker of this machine fetches the data set");
      turn = await(layout.fetchLock(set), Mode.EXCLUSIVE, interest);
    }
    if (turn.isEmpty()) {
      return false;
    }
    try {
      // It may have been fetched by the worker that was waited for.
      return set.isWhole() || fetch(store, set, interest);
    } finally {
      turn.get().release();
    }
  }

  private boolean fetch(ObjectStore store, CachedSet set, Interest interest) throws IOException {
    DatasetManifest manifest =
        new PushedDatasets(store)
            .find(set.digest())
            .orElseThrow(
                () ->
                    new DatasetUnavailableException(
                        "the store has no data set %s: push it again (baton data push DATA)"
                            .formatted(new Pinned(set.digest()))));
    if (!makeRoom(set, manifest.unpackedBytes(), interest)) {
      return false;
    }
    interest.heldUp(
        "fetches the data set, %d MB".formatted(Math.ceilDiv(manifest.packedBytes(), 1_000_000)));
    boolean isFetched =
        set.fetchFrom(store).fetch(manifest, interest::isWanted, bytes -> interest.shardArrived());
    if (isFetched) {
      onDisk(() -> set.markWhole(clock.instant()));
      LOG.info("Fetched data set {}: bytes={}", set.digest(), manifest.packedBytes());
    }
    return isFetched;
  }

  private boolean makeRoom(CachedSet set, long neededBytes, Interest interest) throws IOException {
    Optional<CacheLock> lock = await(layout.roomLock(), Mode.EXCLUSIVE, interest);
    if (lock.isEmpty()) {
      return false;
    }
    try {
      onDisk(() -> room.take(set, neededBytes));
      return true;
    } finally {
      lock.get().release();
    }
  }

  /**
   * Reads all files of the set in use. What is damaged is fetched again the next time.
   *
   * @return the damaged files
   */
  public List<String> findDamaged(ObjectStore store) throws IOException {
    if (inUse.isEmpty()) {
      return List.of();
    }
    CachedSet set = inUse.get().set();
    List<String> damaged = set.fetchFrom(store).findDamaged();
    if (!damaged.isEmpty()) {
      set.markDamaged();
    }
    return damaged;
  }

  /** Lets the set go that is in use, if any is. */
  public void release() {
    try {
      if (inUse.isPresent()) {
        inUse.get().lock().release();
      }
    } catch (IOException e) {
      LOG.warn("Cannot free a lock in {}; it is free when this worker ends", layout.folder(), e);
    }
    inUse = Optional.empty();
  }

  private Optional<CacheLock> await(Path file, Mode mode, Interest interest)
      throws DatasetUnavailableException {
    try {
      return CacheLock.await(file, mode, machine, interest::isWanted);
    } catch (IOException e) {
      throw cannotUse(e);
    }
  }

  private interface DiskAction {
    void run() throws IOException;
  }

  private void onDisk(DiskAction action) throws DatasetUnavailableException {
    try {
      action.run();
    } catch (DatasetUnavailableException e) {
      throw e;
    } catch (IOException e) {
      throw cannotUse(e);
    }
  }

  private DatasetUnavailableException cannotUse(IOException e) {
    return new DatasetUnavailableException(
        "cannot use the cache %s: %s; make it writable, or start the worker with another --data-cache"
            .formatted(layout.folder(), e),
        e);
  }
}
