package dev.baton.cli.jobs;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Topics;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows a job as it goes: its last events, then each new one, and on a terminal each step. */
final class JobFollower {
  /** Clocks differ, and the event may have been written before the state that names the time. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(100);

  /** Where no line can be overwritten, progress is only worth a line this often. */
  private static final Duration PLAIN_PACE = Duration.ofSeconds(10);

  private static final int PAST_LINES = 12;

  private final KafkaConnection kafka;
  private final String job;
  private final Terminal terminal;
  private final JobWatch watch;
  private Instant lastPlain = Instant.now();

  JobFollower(KafkaConnection kafka, String job, Terminal terminal) {
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
    terminal.beginLive(
        Line.quiet("Job %s goes on without being watched: baton watch %s".formatted(job, job)));
    try (TopicTail<Event> events =
            TopicTail.fromTime(kafka, Topics.EVENTS, Event.class, start(known));
        TopicTail<Progress> progress = TopicTail.fromEnd(kafka, Topics.PROGRESS, Progress.class)) {
      tellPast(events.readToEnd());
      if (watch.ending().isEmpty() && known.status().isEnd()) {
        return Optional.of(tellEnd(known)); // so long ago that Kafka has dropped the events
      }
      while (watch.ending().isEmpty() && terminal.isOpen()) {
        events.poll(POLL).forEach(entry -> terminal.print(lines(entry)));
        progress.poll(Duration.ZERO).forEach(entry -> entry.message().ifPresent(watch::on));
        showStatus(Instant.now());
      }
      return watch.ending();
    } finally {
      terminal.endLive();
    }
  }

  /** From when on a job's events are read. */
  static Instant start(JobState known) {
    return known.submittedAt().minus(SLACK);
  }

  private void tellPast(List<TopicTail.Entry<Event>> past) {
    List<Line> lines = new ArrayList<>();
    past.forEach(entry -> lines.addAll(lines(entry)));
    int hidden = Math.max(0, lines.size() - PAST_LINES);
    if (hidden > 0) {
      terminal.print(Line.quiet("%d earlier lines: baton events %s".formatted(hidden, job)));
    }
    terminal.print(lines.subList(hidden, lines.size()));
  }

  private JobWatch.Ending tellEnd(JobState state) {
    terminal.print(JobRow.table(List.of(JobRow.of(state)), Instant.now()));
    return JobWatch.Ending.of(state.status());
  }

  private void showStatus(Instant now) {
    if (watch.ending().isPresent()) {
      return;
    }
    if (terminal.isInteractive()) {
      terminal.showStatus(
          watch.display(now, terminal.columns() - 1).stream().map(Line::plain).toList());
    } else if (Duration.between(lastPlain, now).compareTo(PLAIN_PACE) >= 0) {
      terminal.print(Quantities.clock(now, ZoneId.systemDefault()) + "  " + watch.status(now));
      lastPlain = now;
    }
  }

  /** What the watch says to an event. */
  private List<Line> lines(TopicTail.Entry<Event> entry) {
    return entry.message().stream()
        .flatMap(
            event -> {
              String time = Quantities.clock(event.at(), ZoneId.systemDefault());
              return watch.on(event).stream().map(line -> timed(time, line));
            })
        .toList();
  }

  private static Line timed(String time, Line line) {
    return new Line(line.tone(), time + "  " + line.text());
  }
}
