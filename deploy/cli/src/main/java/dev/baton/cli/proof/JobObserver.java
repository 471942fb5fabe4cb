package dev.baton.cli.proof;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** Everything that is said of one job from now on, through restarts of the broker too. */
final class JobObserver implements AutoCloseable {
  private final String job;
  private final TopicTail<Event> events;
  private final TopicTail<Progress> progress;
  private long heardNanos = System.nanoTime();

  JobObserver(KafkaConnection kafka, String job) {
    this.job = job;
    this.events = TopicTail.fromEnd(kafka, Topics.EVENTS, Event.class);
    this.progress = TopicTail.fromEnd(kafka, Topics.PROGRESS, Progress.class);
  }

  /** Events, steps and heartbeats of the job that came within {@code longest}, events first. */
  List<Message> poll(Duration longest) {
    List<Message> heard = new ArrayList<>();
    try {
      events.pollMessages(longest).stream()
          .filter(event -> event.job().equals(job))
          .forEach(heard::add);
      progress.pollMessages(Duration.ZERO).stream()
          .filter(message -> jobOf(message).equals(Optional.of(job)))
          .forEach(heard::add);
    } catch (KafkaException e) {
      return heard; // the broker is down for a moment: the consumer finds it again
    } finally {
      if (!heard.isEmpty()) {
        heardNanos = System.nanoTime();
      }
    }
    return heard;
  }

  /** How long nobody has said anything of the job, and no worker that it is busy with it. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardNanos);
  }

  private static Optional<String> jobOf(Progress message) {
    return switch (message) {
      case StepProgress step -> Optional.of(step.job());
      case Heartbeat beat -> beat.job();
    };
  }

  @Override
  public void close() {
    events.close();
    progress.close();
  }
}
