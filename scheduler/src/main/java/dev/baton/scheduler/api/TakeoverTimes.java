package dev.baton.scheduler.api;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.messages.Event.AttemptStarted;
import dev.baton.common.messages.Event.FirstStepDone;
import dev.baton.common.messages.Progress.StepProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long takeovers took: from the last sign of an attempt that was lost to the first step of the
 * next one. Signs come from several machines, so the figure is as good as their clocks agree. Safe
 * for use by many threads.
 */
final class TakeoverTimes {
  private static final int MOST = 10_000;

  private final Map<String, Attempt> newest = new HashMap<>();
  private final Map<String, Duration> took =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Duration> eldest) {
          return size() > MOST;
        }
      };

  /**
   * A job's newest attempt.
   *
   * @param lastSign its last step that was heard of
   * @param lostSign that of the attempt which it took over from
   */
  private record Attempt(
      String id, boolean hasEnded, Optional<Instant> lastSign, Optional<Instant> lostSign) {}

  /** Takes in progress, the sign of life that comes most often. */
  synchronized void on(StepProgress step) {
    newest.computeIfPresent(
        step.job(),
        (job, attempt) ->
            attempt.id().equals(step.attemptId())
                ? new Attempt(
                    attempt.id(), attempt.hasEnded(), Optional.of(step.at()), attempt.lostSign())
                : attempt);
  }

  /** Takes in an event; the time of a takeover, if it says that one is over. */
  synchronized Optional<Duration> on(Event event) {
    switch (event) {
      case AttemptStarted start -> {
        Optional<Instant> lost =
            Optional.ofNullable(newest.get(start.job()))
                .filter(before -> !before.hasEnded())
                .flatMap(Attempt::lastSign);
        newest.put(start.job(), new Attempt(start.attemptId(), false, Optional.empty(), lost));
      }
      case AttemptEnded end ->
          newest.computeIfPresent(
              end.job(),
              (job, attempt) ->
                  attempt.id().equals(end.attemptId())
                      ? new Attempt(attempt.id(), true, attempt.lastSign(), attempt.lostSign())
                      : attempt);
      case Event.Ending end -> newest.remove(end.job());
      case FirstStepDone first -> {
        Optional<Duration> time =
            Optional.ofNullable(newest.get(first.job()))
                .filter(attempt -> attempt.id().equals(first.attemptId()))
                .flatMap(Attempt::lostSign)
                .map(lost -> Duration.between(lost, first.at()))
                .filter(between -> !between.isNegative());
        time.ifPresent(t -> took.put(first.attemptId(), t));
        return time;
      }
      default -> {}
    }
    return Optional.empty();
  }

  /** How long the takeover by this attempt took, in milliseconds, if it was one. */
  synchronized Optional<Long> millis(String attemptId) {
    return Optional.ofNullable(took.get(attemptId)).map(Duration::toMillis);
  }
}
