package dev.baton.worker.prometheus;

import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.worker.attempt.EpochResult;
import dev.baton.worker.attempt.StepResult;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.WorkMeter;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Every metric of a worker, and the meter that feeds most of them. Labels have few values: a job's
 * name is none, since its curves are results and lie beside its checkpoints. Safe for use by many
 * threads.
 */
public final class WorkerMetrics implements WorkMeter {
  private static final String PREFIX = "baton_worker_";

  /** From a step of a toy on a GPU to one of a large model on a processor. */
  private static final double[] STEP_BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  private static final double[] SNAPSHOT_BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
  };

  private static final double[] COMMIT_BOUNDS = {
    0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();

  private final Counter steps = counter("steps", "Steps trained.");
  private final Counter images = counter("images", "Images trained on.");
  private final Counter epochs = counter("epochs", "Epochs ended.");
  private final Histogram stepTimes =
      histogram("step_seconds", "Time of a step, its wait for data included.", STEP_BOUNDS);
  private final Counter dataWaits =
      counter("data_wait_seconds", "Time that steps waited for their data.");
  private final Summary validations =
      Summary.builder()
          .name(PREFIX + "validation_seconds")
          .unit(Unit.SECONDS)
          .help("Time of the validations that end epochs.")
          .register(registry);
  private final Gauge losses = gauge("loss", "Losses of the last step, by part.", "part");
  private final Gauge learningRate =
      gauge("learning_rate", "Learning rate of the last step's decayed weights.");

  private final Histogram snapshots =
      histogram(
          "snapshot_seconds",
          "Time that training stood still while its state was copied for a checkpoint.",
          SNAPSHOT_BOUNDS);
  private final Histogram commits =
      histogram(
          "checkpoint_seconds",
          "Time from the begin of a checkpoint's upload to its commit and clearing up.",
          COMMIT_BOUNDS);
  private final Counter committedBytes =
      counter("checkpoint_bytes", "Size of the committed checkpoints.");
  private final Counter lostCommits =
      counter("checkpoints_superseded", "Checkpoints that came after another attempt's entry.");
  private final Counter storeWaits =
      counter("checkpoint_wait_seconds", "Time that training waited for the store.");
  private final Counter storeCalls =
      counter(
          "store_requests",
          "Calls of the store. One that failed is tried again for as long as the job allows.",
          "operation",
          "outcome");

  private final Counter attemptsStarted = counter("attempts_started", "Attempts begun.");
  private final Counter attemptsEnded =
      counter(
          "attempts_ended",
          "Attempts ended that their jobs go on after, and commands left undone, by reason.",
          "reason");
  private final Counter jobsEnded = counter("jobs_ended", "Jobs ended here.", "outcome");
  private final Counter renewals =
      counter("lease_renewals", "Renewals of the record lock, by the broker's answer.", "outcome");

  /** Registers every metric, those of the process included. */
  public WorkerMetrics() {
    for (EndReason reason : EndReason.values()) {
      attemptsEnded.initLabelValues(word(reason));
    }
    for (String outcome : List.of("finished", "failed", "cancelled")) {
      jobsEnded.initLabelValues(outcome);
    }
    for (String outcome : List.of("confirmed", "refused")) {
      renewals.initLabelValues(outcome);
    }
    for (MeteredStore.Operation operation : MeteredStore.Operation.values()) {
      storeCalls.initLabelValues(word(operation), "done");
      storeCalls.initLabelValues(word(operation), "failed");
    }
    forgetStep();
    ProcessMetrics.builder().register(registry);
  }

  PrometheusRegistry registry() {
    return registry;
  }

  /** Tells the worker's state, which {@code state} gives whenever it is asked. */
  public void watchState(Supplier<WorkerState> state) {
    GaugeWithCallback.builder()
        .name(PREFIX + "state")
        .help("1 for the state that the worker is in, 0 for the others.")
        .labelNames("state")
        .callback(
            callback -> {
              WorkerState current = state.get();
              Arrays.stream(WorkerState.values())
                  .forEach(each -> callback.call(each == current ? 1 : 0, word(each)));
            })
        .register(registry);
  }

  @Override
  public StepResult step(Trainer trainer, Supplier<StepResult> step) {
    long begin = System.nanoTime();
    long waitedBefore = trainer.waited().toNanos();
    StepResult result = step.get();
    stepTimes.observe(secondsSince(begin));
    dataWaits.inc(Math.max(0, trainer.waited().toNanos() - waitedBefore) / 1e9);
    steps.inc();
    images.inc(result.images());
    learningRate.set(result.learningRate());
    result.losses().forEach((part, loss) -> losses.labelValues(part).set(loss));
    return result;
  }

  @Override
  public EpochResult epochEnd(Supplier<EpochResult> finishing) {
    long begin = System.nanoTime();
    EpochResult result = finishing.get();
    validations.observe(secondsSince(begin));
    epochs.inc();
    return result;
  }

  @Override
  public Snapshot snapshot(Supplier<Snapshot> copying) {
    long begin = System.nanoTime();
    Snapshot snapshot = copying.get();
    snapshots.observe(secondsSince(begin));
    return snapshot;
  }

  @Override
  public OptionalLong commit(Commit commit) throws IOException {
    long begin = System.nanoTime();
    OptionalLong sizeBytes = commit.run();
    if (sizeBytes.isPresent()) {
      commits.observe(secondsSince(begin));
      committedBytes.inc(sizeBytes.getAsLong());
    } else {
      lostCommits.inc();
    }
    return sizeBytes;
  }

  @Override
  public void waitForStore(Runnable waiting) {
    long begin = System.nanoTime();
    waiting.run();
    storeWaits.inc(secondsSince(begin));
  }

  @Override
  public void leaseRenewed(boolean isConfirmed) {
    renewals.labelValues(isConfirmed ? "confirmed" : "refused").inc();
  }

  void attemptStarted() {
    attemptsStarted.inc();
  }

  /** What the last step of an attempt gave means nothing after it. */
  void attemptEnded(EndReason reason) {
    attemptsEnded.labelValues(word(reason)).inc();
    forgetStep();
  }

  void jobEnded(String outcome) {
    jobsEnded.labelValues(outcome).inc();
    forgetStep();
  }

  private void forgetStep() {
    losses.clear();
    learningRate.set(Double.NaN);
  }

  void storeCalled(MeteredStore.Operation operation, boolean isDone) {
    storeCalls.labelValues(word(operation), isDone ? "done" : "failed").inc();
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(PREFIX + name).help(help).labelNames(labels).register(registry);
  }

  private Gauge gauge(String name, String help, String... labels) {
    return Gauge.builder().name(PREFIX + name).help(help).labelNames(labels).register(registry);
  }

  private Histogram histogram(String name, String help, double[] bounds) {
    return Histogram.builder()
        .name(PREFIX + name)
        .unit(Unit.SECONDS)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static double secondsSince(long beginNanos) {
    return (System.nanoTime() - beginNanos) / 1e9;
  }
}
