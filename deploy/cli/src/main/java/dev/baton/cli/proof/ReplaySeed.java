package dev.baton.cli.proof;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobKeys;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.AttemptEnded;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.DataPinned;
import dev.baton.common.checkpoint.LogEntry.Ending;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes the beginning of a replayed job's log into another store: an attempt that pinned the
 * original's data, left the chosen checkpoint behind and signed off. Whoever takes the job's first
 * command goes on from there, as after any hand-over.
 */
final class ReplaySeed {
  private final ReplayPlan plan;
  private final ObjectStore from;
  private final ObjectStore to;
  private final String name;
  private long sequence;

  ReplaySeed(ReplayPlan plan, ObjectStore from, ObjectStore to, String name) {
    this.plan = plan;
    this.from = from;
    this.to = to;
    this.name = name;
  }

  void write() throws IOException {
    String attempt =
        plan.start().map(start -> start.entry().attemptId()).orElse(UUID.randomUUID().toString());
    append(
        new AttemptStarted(
            newId(),
            attempt,
            0,
            "replay",
            plan.numerics(),
            SpecDigest.of(plan.spec()),
            plan.spec(),
            Optional.empty(),
            Instant.now()));
    if (plan.dataDigest().isPresent()) {
      append(new DataPinned(newId(), attempt, plan.dataDigest().get(), Instant.now()));
      copyIndex(plan.dataDigest().get());
    }
    if (plan.start().isPresent()) {
      append(copied(plan.start().get()));
    }
    append(
        new AttemptEnded(newId(), attempt, Ending.HANDED_BACK, "a replay begins", Instant.now()));
  }

  private Checkpointed copied(Numbered<Checkpointed> start) throws IOException {
    Checkpointed entry = start.entry();
    try {
      new CheckpointStore(from, plan.job()).copyTo(new CheckpointStore(to, name), entry);
    } catch (CheckpointDamagedException e) {
      throw new CommandFailedException(
          "Cannot replay from checkpoint %d: %s. Name another one with --from"
              .formatted(start.sequence(), e.getMessage()),
          e);
    }
    return new Checkpointed(
        newId(),
        entry.attemptId(),
        entry.epoch(),
        entry.step(),
        Optional.empty(),
        entry.files(),
        entry.stateDigest(),
        entry.metrics(),
        entry.fitness(),
        Instant.now());
  }

  /** Spares the hashing of all images; without an index the first attempt makes one. */
  private void copyIndex(String dataDigest) throws IOException {
    String key = JobKeys.dataIndex(dataDigest);
    try {
      to.createIfAbsent(key, from.read(key));
    } catch (ObjectNotFoundException e) {
      return; // a task without files has none
    }
  }

  private void append(LogEntry entry) throws IOException {
    new JobLog(to, name).append(sequence, entry);
    sequence++;
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
