package dev.baton.worker.yolo;

import static dev.baton.worker.attempt.TrainerException.Kind.TRANSIENT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.Batch;
import dev.baton.worker.yolo.data.DetectionDataset;
import dev.baton.worker.yolo.data.ValidationBatch;
import dev.baton.worker.yolo.data.ValidationLoader;
import dev.baton.worker.yolo.loss.DetectionLoss;
import dev.baton.worker.yolo.metrics.DetectionMetrics;
import dev.baton.worker.yolo.metrics.MetricsSummary;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Settings;
import dev.baton.worker.yolo.model.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures a network on the validation images, by the fused part of it that detects, which takes a
 * third of the time. While the network looks at a batch, a thread loads the next one. One thread
 * uses it.
 */
final class Validation implements AutoCloseable {
  private final ValidationLoader loader;
  private final Settings settings;
  private final ExecutorService ahead =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("validation-loader").daemon().factory());
  private final boolean isSingleClass;

  /**
   * What a validation gave.
   *
   * @param detections all of them, judged
   * @param losses box, cls, dfl of the main branch, means over the batches; zeros where no loss was
   *     asked for
   */
  record Result(DetectionMetrics detections, MetricsSummary metrics, double[] losses) {}

  /**
   * @param imgsz long side of the images in pixels
   * @param batch images in a batch
   */
  Validation(DetectionDataset dataset, int imgsz, int batch, Settings settings) {
    this.loader = new ValidationLoader(dataset, imgsz, batch);
    this.settings = settings;
    this.isSingleClass = dataset.classNames().size() == 1;
  }

  /** Validates a training's moving average. */
  Result run(Learner learner, Spectator spectator) {
    return run(learner.average(), learner.memory(), Optional.of(learner.loss()), spectator);
  }

  /**
   * Validates a network, which is not changed.
   *
   * @param memory owner of what is computed in between
   * @param loss to measure beside the metrics
   */
  Result run(Network trained, NDManager memory, Optional<DetectionLoss> loss, Spectator spectator) {
    DetectionMetrics metrics = new DetectionMetrics();
    double[] sums = new double[DetectionLoss.ITEMS.size()];
    try (NDManager scratch = memory.newSubManager()) {
      Predictor predictor = new Predictor(trained.detector(scratch), settings, isSingleClass);
      Future<ValidationBatch> next = load(0);
      for (int k = 0; k < loader.batches(); k++) {
        ValidationBatch batch = await(next);
        spectator.begins(k, batch);
        try (NDManager step = scratch.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray image = Learner.image(step, batch.batch()); // a copy: the buffer is free again
          if (k + 1 < loader.batches()) {
            next = load(k + 1);
          }
          NDList maps = predictor.maps(image);
          List<SeenImage> seen = predictor.found(maps, batch.placements());
          seen.forEach(one -> metrics.add(one.found(), one.there()));
          spectator.saw(k, seen);
          loss.ifPresent(by -> add(sums, by, maps, step, batch.batch()));
        }
      }
    }
    double[] losses = Arrays.stream(sums).map(sum -> sum / loader.batches()).toArray();
    return new Result(metrics, metrics.summary(), losses);
  }

  private static void add(
      double[] sums, DetectionLoss loss, NDList maps, NDManager step, Batch batch) {
    float[] items = loss.of(maps, Learner.targets(step, batch)).items().toFloatArray();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += items[i];
    }
  }

  private Future<ValidationBatch> load(int k) {
    return ahead.submit(() -> loader.load(k));
  }

  private static ValidationBatch await(Future<ValidationBatch> batch) {
    try {
      return batch.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TrainerException cause) {
        throw new TrainerException(cause.kind(), cause.getMessage(), cause);
      }
      throw new IllegalStateException("Loading a batch failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainerException(TRANSIENT, "interrupted while waiting for a batch", e);
    }
  }

  /** Waits for a load in hand, whose images cannot be freed before. */
  @Override
  public void close() {
    ahead.close();
    loader.close();
  }
}
