package dev.baton.common.checkpoint;

import dev.baton.common.messages.Branch;
import dev.baton.common.messages.JobSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An entry of a job's log. Each is written by one attempt and never changed.
 *
 * <p>{@code entryId} is random: after a lost reply it tells our own entry from a rival's.
 */
public sealed interface LogEntry {
  String entryId();

  String attemptId();

  Instant at();

  /**
   * An attempt owns the job from here on; the entry's sequence number is its fencing token.
   *
   * @param spec what it trains, so that a job can be rebuilt from its log alone
   * @param branch what it is a part of; empty for the branch that the job began with
   */
  record AttemptStarted(
      String entryId,
      String attemptId,
      int commandNumber,
      String worker,
      String numerics,
      String specDigest,
      JobSpec spec,
      Optional<Branch> branch,
      Instant at)
      implements LogEntry {

    public AttemptStarted {
      branch = branch == null ? Optional.empty() : branch;
    }

    /** Number of its branch, 0 for the one that the job began with. */
    public int branchNumber() {
      return Branch.number(branch);
    }
  }

  /** The data set that this job trains on, computed by the first attempt that could read it. */
  record DataPinned(String entryId, String attemptId, String dataDigest, Instant at)
      implements LogEntry {}

  /**
   * The commit of a checkpoint: its data exist and are whole.
   *
   * @param epoch epochs finished
   * @param step steps of the running epoch that are done
   * @param parent sequence number of the checkpoint that this training continued from; empty for
   *     zero
   * @param files its data, below {@code data/<attemptId>/<epoch>-<step>/}
   * @param stateDigest see {@link StateDigest}
   * @param metrics of the epoch that ended here; empty inside an epoch
   * @param fitness of the epoch that ended here
   */
  record Checkpointed(
      String entryId,
      String attemptId,
      int epoch,
      int step,
      Optional<Long> parent,
      List<StoredFile> files,
      String stateDigest,
      Map<String, Double> metrics,
      Optional<Double> fitness,
      Instant at)
      implements LogEntry {

    public Checkpointed {
      parent = parent == null ? Optional.empty() : parent;
      fitness = fitness == null ? Optional.empty() : fitness;
      metrics = metrics == null ? Map.of() : metrics;
    }

    /** Whether an epoch ended here. */
    public boolean isEpochEnd() {
      return step == 0;
    }

    /** Size of all files together. */
    public long totalBytes() {
      return files.stream().mapToLong(StoredFile::sizeBytes).sum();
    }
  }

  /** A file of a checkpoint; {@code name} is relative to the checkpoint's folder. */
  record StoredFile(String name, long sizeBytes, String sha256) {}

  /** Why an attempt signed off. */
  enum Ending {
    /** Others waited; its command is done. */
    YIELDED,
    /** On request; its command is done. */
    PAUSED,
    /** Its worker left without having had anything to save; its command is not done. */
    HANDED_BACK,
    /** Its worker could not see the data or lacked memory; its command is not done. */
    GAVE_UP;

    /** Whether a redelivery of the attempt's command has nothing left to do. */
    public boolean endsCommand() {
      return this == YIELDED || this == PAUSED;
    }
  }

  /**
   * The attempt will write nothing more, and was not lost.
   *
   * @param why a sentence for people
   */
  record AttemptEnded(String entryId, String attemptId, Ending ending, String why, Instant at)
      implements LogEntry {}

  /** How a job ended. */
  enum Outcome {
    FINISHED,
    FAILED,
    CANCELLED
  }

  /**
   * Stands where the log has an entry that nobody can read any more: damaged, or gone although
   * later ones are there. Never written. Its number stays taken, so fencing does not depend on what
   * it was.
   *
   * @param key where it lies in the store
   * @param why what is wrong with it
   */
  record Unreadable(String key, String why) implements LogEntry {
    @Override
    public String entryId() {
      return "";
    }

    @Override
    public String attemptId() {
      return "";
    }

    @Override
    public Instant at() {
      return Instant.EPOCH;
    }
  }

  /** The end of the job; nothing but the first attempt of another branch follows. */
  record Closed(String entryId, String attemptId, Outcome outcome, String why, Instant at)
      implements LogEntry {}
}
