package dev.baton.cli.curves;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What topics still tell of a job beside its log. */
final class JobFacts {
  /** Clocks differ, and an event may have been sent a little before its entry was written. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  /** Progress of a whole fleet may be much, and is only worth a short look. */
  private static final int MOST_POLLS = 20;

  private static final Duration POLL = Duration.ofMillis(100);

  private JobFacts() {}

  /** The job's events since its first attempt, as far as they are kept. */
  static List<Event> events(KafkaConnection kafka, String job, JobHistory history) {
    Optional<Instant> first = history.firstAttempt().map(attempt -> attempt.at());
    Instant start = first.map(JobFacts::aLittleBefore).orElse(Instant.EPOCH);
    try (TopicTail<Event> tail = TopicTail.fromTime(kafka, Topics.EVENTS, Event.class, start)) {
      return tail.readToEnd().stream()
          .flatMap(entry -> entry.message().stream())
          .filter(event -> event.job().equals(job))
          .toList();
    }
  }

  /** What a worker said while it trained up to the newest checkpoint, if that is still kept. */
  static OptionalInt stepsPerEpoch(KafkaConnection kafka, String job, JobHistory history) {
    Optional<Instant> newest = history.newestCheckpoint().map(link -> link.entry().at());
    if (newest.isEmpty()) {
      return OptionalInt.empty();
    }
    Instant start = aLittleBefore(newest.get());
    try (TopicTail<Progress> tail =
        TopicTail.fromTime(kafka, Topics.PROGRESS, Progress.class, start)) {
      for (int poll = 0; poll < MOST_POLLS; poll++) {
        for (TopicTail.Entry<Progress> entry : tail.poll(POLL)) {
          if (entry.message().orElse(null) instanceof StepProgress step && step.job().equals(job)) {
            return OptionalInt.of(step.stepsPerEpoch());
          }
        }
      }
    }
    return OptionalInt.empty();
  }

  /** Kafka knows no time before 1970. */
  private static Instant aLittleBefore(Instant time) {
    Instant before = time.minus(SLACK);
    return before.isBefore(Instant.EPOCH) ? Instant.EPOCH : before;
  }
}
