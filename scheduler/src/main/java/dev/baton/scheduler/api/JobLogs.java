package dev.baton.scheduler.api;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Jobs' logs from the store, for whoever looks at a job. What was read stays for a while, so that
 * only new entries are read; how many logs are kept is limited by their length, and how many are
 * read at once by a number. Safe for use by many threads.
 */
final class JobLogs {
  /** An entry of a checkpoint takes some two kilobytes. */
  private static final int MOST_ENTRIES = 20_000;

  private static final int AT_ONCE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Several questions about one job come together. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Optional<ObjectStore> store;
  private final Semaphore readers = new Semaphore(AT_ONCE, true);

  /** By job, the one that was asked for last at the end. */
  private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param requestId of the job that this is the log of: a removed job's name may be used again
   */
  private record Kept(String requestId, JobHistory history, long readAtNanos) {}

  /** Something that is done with the store. */
  interface Reading<T> {
    T read(ObjectStore store) throws IOException;
  }

  /**
   * @param store empty where the scheduler was not told of one
   */
  JobLogs(Optional<ObjectStore> store) {
    this.store = store;
  }

  /** Whether there is a store to ask. */
  boolean hasStore() {
    return store.isPresent();
  }

  /**
   * The log of a job, a second old at most.
   *
   * @throws ApiException when the store does not answer
   */
  JobHistory of(KnownJob job) {
    String name = job.state().job();
    Optional<Kept> known =
        find(name).filter(old -> old.requestId().equals(job.state().requestId()));
    if (known.filter(JobLogs::isFresh).isPresent()) {
      return known.get().history();
    }
    JobHistory read =
        fromStore(
            open ->
                new JobLog(open, name)
                    .readOn(known.map(Kept::history).orElseGet(JobHistory::empty)));
    keep(name, new Kept(job.state().requestId(), read, System.nanoTime()));
    return read;
  }

  /**
   * Does something with the store, as one of a few at a time.
   *
   * @throws ApiException when the store does not answer
   */
  <T> T fromStore(Reading<T> reading) {
    ObjectStore open =
        store.orElseThrow(
            () ->
                ApiException.unavailable(
                    "This scheduler was started without --store and --store-endpoint: only they know of curves and checkpoints"));
    try {
      if (!readers.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw ApiException.unavailable("The store is busy with others: try again in a moment");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("The scheduler is being stopped");
    }
    try {
      return reading.read(open);
    } catch (IOException e) {
      throw ApiException.unavailable(
          "The store does not answer: %s. See whether it runs".formatted(e.getMessage()));
    } finally {
      readers.release();
    }
  }

  private static boolean isFresh(Kept entry) {
    return System.nanoTime() - entry.readAtNanos() < FRESH.toNanos();
  }

  private synchronized Optional<Kept> find(String job) {
    return Optional.ofNullable(kept.get(job));
  }

  private synchronized void keep(String job, Kept log) {
    kept.put(job, log);
    long entries = kept.values().stream().mapToLong(k -> k.history().nextSequence()).sum();
    Iterator<Kept> oldest = kept.values().iterator();
    while (entries > MOST_ENTRIES && kept.size() > 1) {
      entries -= oldest.next().history().nextSequence();
      oldest.remove();
    }
  }
}
