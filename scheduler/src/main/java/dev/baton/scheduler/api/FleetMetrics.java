package dev.baton.scheduler.api;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Progress.WorkerState;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fleet in numbers, for Prometheus. Gauges are read off the view when somebody asks; counters
 * count what has happened since this process began, so that one which is started again does not
 * count a month of events at once. Names of jobs are no labels. Safe for use by many threads.
 */
final class FleetMetrics {
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final String PREFIX = "baton_scheduler_";

  /** From a worker that was waiting to a machine that vanished. */
  private static final double[] TAKEOVER_BOUNDS = {0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128};

  private final Instant since;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<String, JobState> known = new HashMap<>();
  private final Counter commands = counter("commands_published", "Work commands published.");
  private final Counter lost =
      counter("commands_lost", "Commands whose attempt started and went silent.");
  private final Counter started = counter("attempts_started", "Attempts begun by workers.");
  private final Counter ended =
      counter(
          "attempts_ended",
          "Attempts that said that they ended, by reason.",
          "reason",
          labels(EndReason.values()));
  private final Counter epochs = counter("epochs", "Epochs ended.");
  private final Counter checkpoints = counter("checkpoints", "Checkpoints committed.");
  private final Counter bytes = counter("checkpoint_bytes", "Size of the committed checkpoints.");
  private final Counter damaged =
      counter("checkpoints_damaged", "Checkpoints that an attempt has found damaged.");
  private final Counter jobsEnded =
      counter(
          "jobs_ended",
          "Jobs ended, by outcome.",
          "outcome",
          List.of("finished", "failed", "cancelled"));
  private final Counter requests =
      counter("requests", "Requests, by answer.", "answer", List.of("accepted", "rejected"));
  private final Histogram takeovers =
      Histogram.builder()
          .name(PREFIX + "takeover_seconds")
          .help("From the last sign of a lost attempt to the first step of the next one.")
          .classicOnly()
          .classicUpperBounds(TAKEOVER_BOUNDS)
          .register(registry);

  /**
   * @param since when this process began
   */
  FleetMetrics(Instant since, FleetView view, Supplier<FleetSummary> summary) {
    this.since = since;
    gauge(
        "is_leader",
        "1 while this scheduler leads.",
        () -> summary.get().role().equals("leading") ? 1 : 0);
    gauge("queue_length", "Jobs that wait for a worker.", () -> summary.get().waiting());
    gauge(
        "store_is_reachable",
        "1 if the store answered this scheduler lately.",
        () -> summary.get().storeReachable() ? 1 : 0);
    gauges(
        "jobs",
        "Jobs, by status.",
        "status",
        labels(Status.values()),
        () -> view.jobStates().stream().map(job -> label(job.status())));
    gauges(
        "workers",
        "Workers heard of in the last minute, by state.",
        "state",
        Stream.concat(
                labels(WorkerState.values()).stream(),
                Stream.of(WorkerRow.SILENT.toLowerCase(Locale.ROOT)))
            .toList(),
        () -> view.workerRows().stream().map(row -> row.state().toLowerCase(Locale.ROOT)));
  }

  /** Takes in the newest state of a job. */
  synchronized void job(JobState state) {
    JobState before = known.put(state.job(), state);
    boolean isNew = before == null && !state.submittedAt().isBefore(since);
    if (before == null && !isNew) {
      return;
    }
    int published = state.commandNumber() - (before == null ? 0 : before.commandNumber());
    commands.inc(Math.max(0, published));
    if (before != null && state.silences() > before.silences()) {
      lost.inc();
    }
  }

  synchronized void jobRemoved(String job) {
    known.remove(job);
  }

  void event(Event event) {
    if (event.at().isBefore(since)) {
      return;
    }
    switch (event) {
      case Event.AttemptStarted e -> started.inc();
      case Event.AttemptEnded e -> ended.labelValues(label(e.reason())).inc();
      case Event.Checkpointed e -> {
        checkpoints.inc();
        bytes.inc(e.sizeBytes());
        if (e.step() == 0) {
          epochs.inc();
        }
      }
      case Event.CheckpointDamaged e -> damaged.inc();
      case Event.JobFinished e -> jobsEnded.labelValues("finished").inc();
      case Event.JobFailed e -> jobsEnded.labelValues("failed").inc();
      case Event.JobCancelled e -> jobsEnded.labelValues("cancelled").inc();
      case Event.RequestAccepted e -> requests.labelValues("accepted").inc();
      case Event.RequestRejected e -> requests.labelValues("rejected").inc();
      default -> {}
    }
  }

  /** Takes in how long a takeover took that was over at {@code at}. */
  void takeover(Duration time, Instant at) {
    if (!at.isBefore(since)) {
      takeovers.observe(time.toMillis() / 1000.0);
    }
  }

  /** Everything in Prometheus' text format. */
  byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory can always be written to", e);
    }
    return text.toByteArray();
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(PREFIX + name).help(help).register(registry);
  }

  /** Each value is there from the beginning, as 0. */
  private Counter counter(String name, String help, String label, List<String> values) {
    Counter counter =
        Counter.builder().name(PREFIX + name).help(help).labelNames(label).register(registry);
    values.forEach(counter::initLabelValues);
    return counter;
  }

  private void gauge(String name, String help, DoubleSupplier current) {
    GaugeWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .callback(gauge -> gauge.call(current.getAsDouble()))
        .register(registry);
  }

  /** How many there are of each; one that there is none of is 0, not absent. */
  private void gauges(
      String name,
      String help,
      String label,
      List<String> values,
      Supplier<Stream<String>> present) {
    GaugeWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(label)
        .callback(
            gauge -> {
              Map<String, Long> counts =
                  present.get().collect(Collectors.groupingBy(v -> v, Collectors.counting()));
              values.forEach(value -> gauge.call(counts.getOrDefault(value, 0L), value));
            })
        .register(registry);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> labels(Enum<?>[] values) {
    return Arrays.stream(values).map(FleetMetrics::label).toList();
  }
}
