package dev.baton.cli.jobs;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The workers that live, by what they say once a second. Not thread-safe. */
final class LiveWorkers implements AutoCloseable {
  /** Five heartbeats: one may be late on a busy machine. */
  static final Duration ALIVE = Duration.ofSeconds(5);

  private final TopicTail<Progress> tail;
  private final Map<String, Heartbeat> workers = new TreeMap<>();
  private final Map<String, StepProgress> steps = new TreeMap<>();

  private LiveWorkers(TopicTail<Progress> tail) {
    this.tail = tail;
  }

  /** Reads who has given a sign within the last {@link #ALIVE}. */
  static LiveWorkers open(KafkaConnection kafka) {
    Instant start = Instant.now().minus(ALIVE);
    LiveWorkers workers =
        new LiveWorkers(TopicTail.fromTime(kafka, Topics.PROGRESS, Progress.class, start));
    workers.tail.readToEnd().forEach(entry -> entry.message().ifPresent(workers::hear));
    return workers;
  }

  /** Hears what is said within {@code longest}. */
  void listen(Duration longest) {
    tail.poll(longest).forEach(entry -> entry.message().ifPresent(this::hear));
  }

  /** Those that have given a sign within the last {@link #ALIVE}, by name. */
  List<Heartbeat> all() {
    Instant oldest = Instant.now().minus(ALIVE);
    // The last heartbeat of a worker that has left says so.
    return workers.values().stream()
        .filter(beat -> beat.state() != WorkerState.LEAVING && beat.at().isAfter(oldest))
        .toList();
  }

  Optional<Heartbeat> find(String worker) {
    return all().stream().filter(beat -> beat.worker().equals(worker)).findFirst();
  }

  /** The last step that was heard of {@code job}. */
  Optional<StepProgress> step(String job) {
    return Optional.ofNullable(steps.get(job));
  }

  private void hear(Progress progress) {
    switch (progress) {
      case Heartbeat beat -> workers.put(beat.worker(), beat);
      case StepProgress step -> steps.put(step.job(), step);
    }
  }

  @Override
  public void close() {
    tail.close();
  }
}
