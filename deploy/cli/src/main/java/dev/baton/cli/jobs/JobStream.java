package dev.baton.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.cli.output.Terminal;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells a job as it goes for a program: its state, then each of its events and steps, as they are
 * in Kafka, a line of JSON each.
 */
final class JobStream {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConnection kafka;
  private final String job;
  private final Terminal terminal;
  private final JobWatch watch;

  JobStream(KafkaConnection kafka, String job, Terminal terminal) {
    this.kafka = kafka;
    this.job = job;
    this.terminal = terminal;
    this.watch = new JobWatch(job);
  }

  /**
   * Follows the job until it ends or nobody reads any more.
   *
   * @param known its state, which says from when on to read its events
   * @return how it ended; empty when the reader went away first
   */
  Optional<JobWatch.Ending> follow(JobState known) {
    print(known);
    try (TopicTail<Event> events =
            TopicTail.fromTime(kafka, Topics.EVENTS, Event.class, JobFollower.start(known));
        TopicTail<Progress> progress = TopicTail.fromEnd(kafka, Topics.PROGRESS, Progress.class)) {
      events.readToEnd(this::tellEvent);
      if (watch.ending().isEmpty() && known.status().isEnd()) {
        return Optional.of(JobWatch.Ending.of(known.status())); // Kafka has dropped the events
      }
      while (watch.ending().isEmpty() && terminal.isOpen()) {
        events.poll(POLL).forEach(this::tellEvent);
        progress.poll(Duration.ZERO).forEach(entry -> entry.message().ifPresent(this::tellStep));
      }
      return watch.ending();
    }
  }

  private void tellEvent(TopicTail.Entry<Event> entry) {
    entry
        .message()
        .filter(event -> event.job().equals(job))
        .ifPresent(
            event -> {
              watch.on(event);
              print(event);
            });
  }

  private void tellStep(Progress progress) {
    if (progress instanceof StepProgress step && step.job().equals(job)) {
      print(step);
    }
  }

  private void print(Message message) {
    terminal.print(new String(MessageCodec.encode(message), UTF_8));
  }
}
