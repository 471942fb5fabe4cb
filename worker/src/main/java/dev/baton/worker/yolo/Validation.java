package dev.baton.worker.yolo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.baton.worker.yolo.data.DetectionDataset;
import dev.baton.worker.yolo.data.Placement;
import dev.baton.worker.yolo.data.ValidationBatch;
import dev.baton.worker.yolo.data.ValidationLoader;
import dev.baton.worker.yolo.loss.DetectionLoss;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.metrics.DetectionMetrics;
import dev.baton.worker.yolo.metrics.GroundTruth;
import dev.baton.worker.yolo.metrics.MetricsSummary;
import dev.baton.worker.yolo.metrics.NonMaxSuppression;
import dev.baton.worker.yolo.model.BoxDecoder;
import dev.baton.worker.yolo.model.Network;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures a training's moving average on the validation images, fused, which takes half the time.
 * One thread uses it.
 */
final class Validation implements AutoCloseable {
  private final ValidationLoader loader;

  /**
   * What a validation gave.
   *
   * @param losses box, cls, dfl, means over the batches
   */
  record Result(MetricsSummary metrics, double[] losses) {}

  /**
   * @param imgsz long side of the images in pixels
   * @param batch images in a batch
   */
  Validation(DetectionDataset dataset, int imgsz, int batch) {
    loader = new ValidationLoader(dataset, imgsz, batch);
  }

  Result run(Learner learner) {
    var metrics = new DetectionMetrics();
    double[] sums = new double[DetectionLoss.ITEMS.size()];
    try (NDManager memory = learner.memory().newSubManager()) {
      Network network = learner.average().fused(memory);
      for (int k = 0; k < loader.batches(); k++) {
        float[] items = add(learner, network, loader.load(k), metrics);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += items[i];
        }
      }
    }
    double[] losses = Arrays.stream(sums).map(sum -> sum / loader.batches()).toArray();
    return new Result(metrics.summary(), losses);
  }

  private static float[] add(
      Learner learner, Network network, ValidationBatch batch, DetectionMetrics metrics) {
    try (NDManager memory = learner.memory().newSubManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDList maps = network.rawMaps(Learner.image(memory, batch.batch()), false);
      NDArray decoded = BoxDecoder.decode(network, maps); // (B, 4 + C, A)
      int anchors = (int) decoded.getShape().get(2);
      FloatBuffer values = decoded.toByteBuffer(true).asFloatBuffer();
      for (int image = 0; image < batch.placements().size(); image++) {
        values.position(image * (4 + network.classes()) * anchors);
        Placement placement = batch.placements().get(image);
        List<Detection> found =
            NonMaxSuppression.suppress(
                values, network.classes(), anchors, NonMaxSuppression.Settings.VALIDATION);
        metrics.add(
            found.stream().map(detection -> toOriginal(detection, placement)).toList(),
            groundTruth(placement));
      }
      return learner.loss().of(maps, Learner.targets(memory, batch.batch())).items().toFloatArray();
    }
  }

  private static Detection toOriginal(Detection found, Placement placement) {
    float[] box = placement.toOriginal(found.x1(), found.y1(), found.x2(), found.y2());
    return new Detection(box[0], box[1], box[2], box[3], found.score(), found.classId());
  }

  private static List<GroundTruth> groundTruth(Placement placement) {
    float[] rows = placement.groundTruth();
    List<GroundTruth> boxes = new ArrayList<>(rows.length / 5);
    for (int i = 0; i < rows.length; i += 5) {
      boxes.add(new GroundTruth((int) rows[i], rows[i + 1], rows[i + 2], rows[i + 3], rows[i + 4]));
    }
    return boxes;
  }

  @Override
  public void close() {
    loader.close();
  }
}
