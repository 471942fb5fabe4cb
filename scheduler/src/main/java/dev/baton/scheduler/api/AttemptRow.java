package dev.baton.scheduler.api;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Branch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An attempt in the timeline of a job.
 *
 * @param token sequence number of the entry that it began with
 * @param endedAt when it said that it ended; where it was lost, when the next one began
 * @param fromEpoch epochs finished in the checkpoint that it went on from
 * @param toEpoch epochs finished in the newest checkpoint that it committed
 * @param end {@code running}, how it ended ({@code done}, {@code yielded}, {@code paused}, {@code
 *     handed back}, {@code gave up}, {@code lease lost}, {@code superseded}, {@code hung}, {@code
 *     cancelled}, {@code finished}, {@code failed}), {@code killed} if it never said a word, {@code
 *     lost} where too little is known to say more
 * @param takeoverMillis from the last sign of the attempt before it, which was lost, to its own
 *     first step; empty unless this scheduler heard both
 */
record AttemptRow(
    String attemptId,
    String worker,
    long token,
    int commandNumber,
    int branch,
    Instant startedAt,
    Optional<Instant> endedAt,
    int fromEpoch,
    int fromStep,
    int toEpoch,
    int toStep,
    String end,
    String detail,
    Optional<Long> takeoverMillis,
    String numerics) {

  /**
   * Every attempt, oldest first.
   *
   * @param endings what is known of how attempts ended
   * @param takeovers how long the takeover by an attempt took
   */
  static List<AttemptRow> all(
      JobHistory history, AttemptEndings endings, Function<String, Optional<Long>> takeovers) {
    List<Numbered<AttemptStarted>> attempts = history.all(AttemptStarted.class);
    List<AttemptRow> rows = new ArrayList<>();
    JobPosition place = JobPosition.START;
    for (int i = 0; i < attempts.size(); i++) {
      Numbered<AttemptStarted> attempt = attempts.get(i);
      Optional<AttemptStarted> next =
          i + 1 < attempts.size() ? Optional.of(attempts.get(i + 1).entry()) : Optional.empty();
      long end = next.isPresent() ? attempts.get(i + 1).sequence() : history.nextSequence();
      List<Checkpointed> commits = commits(history, attempt, end);
      JobPosition from = from(history, attempt.entry(), commits, place);
      place = commits.isEmpty() ? from : position(commits.getLast());
      AttemptEndings.Ending ending = endings.of(attempt.entry(), next);
      rows.add(
          new AttemptRow(
              attempt.entry().attemptId(),
              attempt.entry().worker(),
              attempt.sequence(),
              attempt.entry().commandNumber(),
              attempt.entry().branchNumber(),
              attempt.entry().at(),
              ending.at(),
              from.epoch(),
              from.step(),
              place.epoch(),
              place.step(),
              ending.words(),
              ending.detail(),
              takeovers.apply(attempt.entry().attemptId()),
              attempt.entry().numerics()));
    }
    return rows;
  }

  /** An attempt's checkpoints lie between its own start and the next one's. */
  private static List<Checkpointed> commits(
      JobHistory history, Numbered<AttemptStarted> attempt, long end) {
    List<Checkpointed> commits = new ArrayList<>();
    for (LogEntry entry : history.entries().subList((int) attempt.sequence(), (int) end)) {
      if (entry instanceof Checkpointed checkpoint
          && checkpoint.attemptId().equals(attempt.entry().attemptId())) {
        commits.add(checkpoint);
      }
    }
    return commits;
  }

  /**
   * Its first checkpoint says what it went on from; else it was the newest one, or the branch's.
   */
  private static JobPosition from(
      JobHistory history, AttemptStarted attempt, List<Checkpointed> commits, JobPosition place) {
    Optional<Long> parent = commits.stream().findFirst().flatMap(Checkpointed::parent);
    Optional<Long> start =
        parent.or(
            () ->
                attempt
                    .branch()
                    .filter(branch -> isFirstOfBranch(history, attempt))
                    .flatMap(Branch::from));
    return start
        .flatMap(history::checkpoint)
        .map(checkpoint -> position(checkpoint.entry()))
        .orElse(place);
  }

  private static boolean isFirstOfBranch(JobHistory history, AttemptStarted attempt) {
    return history.all(AttemptStarted.class).stream()
        .map(Numbered::entry)
        .filter(other -> other.branchNumber() == attempt.branchNumber())
        .findFirst()
        .filter(attempt::equals)
        .isPresent();
  }

  private static JobPosition position(Checkpointed entry) {
    return new JobPosition(entry.epoch(), entry.step());
  }
}
