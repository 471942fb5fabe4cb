package dev.baton.scheduler.api;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint in a list.
 *
 * @param sequence number of its entry in the job's log
 * @param epoch epochs finished
 * @param step steps done in the epoch after that
 * @param isNewest whether the job goes on from it
 * @param isBest whether it has the best fitness of those that the newest one descends from
 * @param isOnPath whether the newest one descends from it
 * @param state {@code stored}; {@code deleted} by retention, since newer ones made it needless;
 *     {@code damaged} if an attempt has found it so
 */
record StoredCheckpoint(
    long sequence,
    int epoch,
    int step,
    Instant at,
    long sizeBytes,
    String stateDigest,
    Optional<Double> fitness,
    boolean isNewest,
    boolean isBest,
    boolean isOnPath,
    String state,
    String worker,
    String attemptId) {

  /**
   * Every checkpoint of the log, oldest first.
   *
   * @param damaged sequence numbers of those that were found damaged
   */
  static List<StoredCheckpoint> all(
      JobHistory history, CheckpointStore store, Set<String> storedKeys, Set<Long> damaged) {
    Map<String, String> workers = history.workers();
    List<Long> path = history.chain().stream().map(Numbered::sequence).toList();
    Set<Long> onPath = Set.copyOf(path);
    long newest = path.isEmpty() ? -1 : path.getFirst();
    long best = history.best().map(Numbered::sequence).orElse(-1L);
    return history.all(Checkpointed.class).stream()
        .map(
            checkpoint -> {
              Checkpointed entry = checkpoint.entry();
              long sequence = checkpoint.sequence();
              boolean isStored = store.isStored(entry, storedKeys);
              return new StoredCheckpoint(
                  sequence,
                  entry.epoch(),
                  entry.step(),
                  entry.at(),
                  entry.totalBytes(),
                  entry.stateDigest(),
                  entry.fitness(),
                  sequence == newest,
                  sequence == best,
                  onPath.contains(sequence),
                  damaged.contains(sequence) ? "damaged" : isStored ? "stored" : "deleted",
                  workers.getOrDefault(entry.attemptId(), "?"),
                  entry.attemptId());
            })
        .toList();
  }
}
