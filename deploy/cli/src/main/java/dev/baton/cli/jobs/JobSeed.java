package dev.baton.cli.jobs;

import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobKeys;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.JobLog.AppendOutcome;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.AttemptEnded;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.DataPinned;
import dev.baton.common.checkpoint.LogEntry.Ending;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a job's log may begin with instead of nothing: an attempt that pinned the data of another
 * job, left one of its checkpoints behind and signed off. Whoever takes the job's first command
 * goes on from there, as after any hand-over.
 *
 * @param job that it was taken from
 * @param numerics class of that job's first attempt
 * @param start the checkpoint to go on from, empty for zero
 * @param allow what may differ from before, see {@link Branch}
 */
public record JobSeed(
    String job,
    JobSpec spec,
    String numerics,
    Optional<String> dataDigest,
    Optional<Numbered<Checkpointed>> start,
    Optional<String> allow) {

  /** The seed that goes on from {@code start} with the job's newest options. */
  static JobSeed of(String job, JobHistory history, Numbered<Checkpointed> start) {
    return new JobSeed(
        job,
        history.newestAttempt().orElseThrow().entry().spec(),
        history.firstAttempt().orElseThrow().numerics(),
        history.dataDigest(),
        Optional.of(start),
        Optional.empty());
  }

  /**
   * Writes the seed into {@code to} as the beginning of the log of job {@code name}.
   *
   * @param worker who is said to have been the attempt's worker
   * @throws IOException when {@code to} has a log of that name, or may have a part of the seed now
   * @throws CheckpointDamagedException when the checkpoint is not whole; no checkpoint is in the
   *     log then
   */
  public void write(ObjectStore from, ObjectStore to, String name, String worker)
      throws IOException, CheckpointDamagedException {
    JobLog target = new JobLog(to, name);
    requireNone(target);
    if (start.isPresent()) {
      new CheckpointStore(from, job).copyTo(new CheckpointStore(to, name), start.get().entry());
    }
    String attempt = start.map(checkpoint -> checkpoint.entry().attemptId()).orElse(newId());
    JobHistory log =
        append(
            target,
            JobHistory.empty(),
            new AttemptStarted(
                newId(),
                attempt,
                0,
                worker,
                numerics,
                SpecDigest.of(spec),
                spec,
                allow.map(field -> new Branch(0, Optional.empty(), "", Optional.of(field))),
                Instant.now()));
    if (dataDigest.isPresent()) {
      log = append(target, log, new DataPinned(newId(), attempt, dataDigest.get(), Instant.now()));
      copyIndex(from, to, dataDigest.get());
    }
    if (start.isPresent()) {
      log = append(target, log, anew(start.get().entry()));
    }
    String why = "job %s goes on from here".formatted(name);
    append(target, log, new AttemptEnded(newId(), attempt, Ending.HANDED_BACK, why, Instant.now()));
  }

  /** The same training on the same data set, which lies at {@code path}. */
  JobSeed withData(String path) {
    return new JobSeed(job, spec.withData(path), numerics, dataDigest, start, allow);
  }

  /** The same training, where something may differ. Other data are pinned by who finds them. */
  JobSeed allowing(Optional<String> field) {
    Optional<String> data = field.isPresent() ? Optional.empty() : dataDigest;
    return new JobSeed(job, spec, numerics, data, start, field);
  }

  private static void requireNone(JobLog target) throws IOException {
    if (!target.read().entries().isEmpty()) {
      throw new IOException("there is a log of that name already");
    }
  }

  private static Checkpointed anew(Checkpointed entry) {
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
  private static void copyIndex(ObjectStore from, ObjectStore to, String dataDigest)
      throws IOException {
    String key = JobKeys.dataIndex(dataDigest);
    try {
      to.createIfAbsent(key, from.read(key));
    } catch (ObjectNotFoundException e) {
      return; // a task without files has none
    }
  }

  private static JobHistory append(JobLog target, JobHistory log, LogEntry entry)
      throws IOException {
    if (target.append(log.nextSequence(), entry) instanceof AppendOutcome.Lost lost) {
      throw new IOException("somebody else has begun a log there: " + lost.winner());
    }
    return log.with(entry);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
