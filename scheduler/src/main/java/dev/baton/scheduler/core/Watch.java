package dev.baton.scheduler.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What was heard of a job's newest command since it was published or the scheduler started.
 *
 * @param signAt the last sign of life
 * @param quiet how long it has been silent while somebody could have taken it; see {@link
 *     LostCommands}
 * @param isOvertaken whether a command that was published later has started since the last sign
 * @param startedAt when an attempt at it was first heard of
 * @param epochEnd the newest epoch end that was heard of, to measure the next epoch
 * @param epochDuration how long the newest epoch took whose begin and end were both heard of
 */
public record Watch(
    Instant signAt,
    Duration quiet,
    boolean isOvertaken,
    Optional<Instant> startedAt,
    Optional<EpochEnd> epochEnd,
    Optional<Duration> epochDuration) {

  /**
   * The end of an epoch, or an attempt's start at one.
   *
   * @param epoch epochs finished
   * @param at by the clock of the worker
   */
  public record EpochEnd(String attemptId, int epoch, Instant at) {}

  static Watch begun(Instant at) {
    return new Watch(
        at, Duration.ZERO, false, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A new command was published; what is known of the speed stays. */
  Watch published(Instant at) {
    return new Watch(at, Duration.ZERO, false, Optional.empty(), epochEnd, epochDuration);
  }

  /** An attempt at the newest command was heard of. */
  Watch alive(Instant at) {
    return new Watch(
        at, Duration.ZERO, false, Optional.of(startedAt.orElse(at)), epochEnd, epochDuration);
  }

  Watch quietFor(Duration longer) {
    return new Watch(signAt, quiet.plus(longer), isOvertaken, startedAt, epochEnd, epochDuration);
  }

  Watch overtaken() {
    return new Watch(signAt, quiet, true, startedAt, epochEnd, epochDuration);
  }

  /** An epoch ended; measures it when its begin was heard of from the same attempt. */
  Watch atEpochEnd(EpochEnd end) {
    boolean isNext =
        epochEnd
            .filter(last -> last.attemptId().equals(end.attemptId()))
            .filter(last -> last.epoch() + 1 == end.epoch())
            .isPresent();
    Optional<Duration> measured =
        isNext ? Optional.of(Duration.between(epochEnd.get().at(), end.at())) : epochDuration;
    return new Watch(signAt, quiet, isOvertaken, startedAt, Optional.of(end), measured);
  }
}
