package dev.baton.worker.attempt;

import dev.baton.common.messages.Progress.StepProgress;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns steps into the figures that people watch: mean losses of the epoch, images per second. */
final class EpochMeter {
  private static final double SMOOTHING = 0.8;

  private final AttemptContext context;
  private final ProgressBoard board;
  private final Trainer trainer;
  private final Map<String, Double> sums = new LinkedHashMap<>();
  private int steps;
  private double imagesPerSecond;
  private long lastNanos;

  EpochMeter(AttemptContext context, ProgressBoard board, Trainer trainer) {
    this.context = context;
    this.board = board;
    this.trainer = trainer;
    this.lastNanos = context.machine().nanoTime();
  }

  void record(StepResult step, int uploadsInFlight) {
    long now = context.machine().nanoTime();
    double rate = step.images() / Math.max(1e-9, (now - lastNanos) / 1e9);
    imagesPerSecond =
        imagesPerSecond == 0 ? rate : SMOOTHING * imagesPerSecond + (1 - SMOOTHING) * rate;
    lastNanos = now;
    steps++;
    Map<String, Double> means = new LinkedHashMap<>();
    step.losses()
        .forEach((name, loss) -> means.put(name, sums.merge(name, loss, Double::sum) / steps));
    board.post(
        new StepProgress(
            context.worker(),
            context.job(),
            context.commandNumber(),
            context.attemptId(),
            trainer.position().epoch() + 1,
            context.command().spec().epochs(),
            trainer.position().step(),
            trainer.stepsPerEpoch(),
            means,
            step.learningRate(),
            imagesPerSecond,
            uploadsInFlight,
            context.now()));
  }

  void epochFinished() {
    sums.clear();
    steps = 0;
    lastNanos = context.machine().nanoTime();
  }
}
