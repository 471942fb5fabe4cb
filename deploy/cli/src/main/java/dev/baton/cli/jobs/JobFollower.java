package dev.baton.cli.jobs;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Quantities;
import dev.baton.cli.output.Terminal;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Shows a job as it goes: its last events, then each new one, and on a terminal each step. */
final class JobFollower {
  /** Clocks differ, and the event may have been written before the state that names the time. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(100);

  /** Where no line can be overwritten, progress is only worth a line this often. */
  private static final Duration PLAIN_PACE = Duration.ofSeconds(10);

  private static final int PAST_LINES = 12;

  private final String kafka;
  private final String job;
  private final Terminal terminal;
  private final JobWatch watch;
  private Instant lastPlain = Instant.EPOCH;

  JobFollower(String kafka, String job, Terminal terminal) {
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
    Instant start = known.submittedAt().minus(SLACK);
    try (TopicReader events = TopicReader.since(kafka, start, Topics.EVENTS);
        TopicReader progress = TopicReader.fromEnd(kafka, Topics.PROGRESS)) {
      tellPast(events.pollToEnd());
      if (watch.ending().isEmpty() && known.status().isEnd()) {
        return Optional.of(tellEnd(known)); // so long ago that Kafka has dropped the events
      }
      while (watch.ending().isEmpty() && terminal.isOpen()) {
        events.poll(POLL).forEach(record -> terminal.print(lines(record)));
        progress.poll(Duration.ZERO).forEach(this::lines);
        showStatus(Instant.now());
      }
      terminal.clearStatus();
      return watch.ending();
    }
  }

  private void tellPast(List<ConsumerRecord<String, byte[]>> records) {
    List<Line> lines = new ArrayList<>();
    records.forEach(record -> lines.addAll(lines(record)));
    int hidden = Math.max(0, lines.size() - PAST_LINES);
    if (hidden > 0) {
      terminal.print(Line.quiet("%d earlier lines: baton events %s".formatted(hidden, job)));
    }
    terminal.print(lines.subList(hidden, lines.size()));
  }

  private JobWatch.Ending tellEnd(JobState state) {
    terminal.print(JobRow.table(List.of(JobRow.of(state)), Instant.now()));
    return switch (state.status()) {
      case FINISHED -> JobWatch.Ending.FINISHED;
      case CANCELLED -> JobWatch.Ending.CANCELLED;
      default -> JobWatch.Ending.FAILED;
    };
  }

  private void showStatus(Instant now) {
    if (watch.ending().isPresent()) {
      return;
    }
    if (terminal.isInteractive()) {
      terminal.showStatus(watch.status(now));
    } else if (Duration.between(lastPlain, now).compareTo(PLAIN_PACE) >= 0) {
      terminal.print(Quantities.clock(now, ZoneId.systemDefault()) + "  " + watch.status(now));
      lastPlain = now;
    }
  }

  /** Tells the watch what was read; what it says to that. */
  private List<Line> lines(ConsumerRecord<String, byte[]> record) {
    Message message;
    try {
      message = MessageCodec.decode(record.value(), Message.class);
    } catch (MessageFormatException e) {
      return List.of(); // of a newer version
    }
    return switch (message) {
      case Event event ->
          watch.on(event).stream()
              .map(line -> timed(Quantities.clock(event.at(), ZoneId.systemDefault()), line))
              .toList();
      case StepProgress step -> {
        watch.on(step);
        yield List.of();
      }
      default -> List.of();
    };
  }

  private static Line timed(String time, Line line) {
    return new Line(line.tone(), time + "  " + line.text());
  }
}
