package dev.baton.worker.yolo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.baton.worker.yolo.data.Placement;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.metrics.GroundTruth;
import dev.baton.worker.yolo.metrics.NonMaxSuppression;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Rivals;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Settings;
import dev.baton.worker.yolo.model.BoxDecoder;
import dev.baton.worker.yolo.model.Network;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Finds objects in batches of validation images. One thread uses it. */
final class Predictor {
  private final Network network;
  private final Settings settings;
  private final boolean isSingleClass;

  /**
   * @param isSingleClass whether all that is found is of class 0, whatever the network says
   */
  Predictor(Network network, Settings settings, boolean isSingleClass) {
    this.network = network;
    this.isSingleClass = isSingleClass;
    this.settings = isSingleClass ? settings.with(Rivals.ANY_CLASS) : settings;
  }

  /** The raw maps of images (B, 3, H, W), see {@link Network#rawMaps}. */
  NDList maps(NDArray image) {
    return network.rawMaps(image, false);
  }

  /** What the maps say about each image, whose places are given in their order. */
  List<SeenImage> found(NDList maps, List<Placement> placements) {
    List<List<Detection>> detections = detections(maps);
    List<SeenImage> seen = new ArrayList<>();
    for (int image = 0; image < placements.size(); image++) {
      List<Detection> inBatch = detections.get(image);
      Placement placement = placements.get(image);
      List<Detection> found = inBatch.stream().map(one -> toOriginal(one, placement)).toList();
      seen.add(new SeenImage(placement.image(), inBatch, found, there(placement)));
    }
    return seen;
  }

  /** What the maps say about each image, by descending score, in pixels of the network's input. */
  List<List<Detection>> detections(NDList maps) {
    NDArray decoded = BoxDecoder.decode(network, maps); // (B, 4 + C, A)
    int images = (int) decoded.getShape().get(0);
    int anchors = (int) decoded.getShape().get(2);
    List<List<Detection>> detections = new ArrayList<>(images);
    for (int image = 0; image < images; image++) {
      // (4 + C, A); with many classes a whole batch is more than one buffer takes.
      FloatBuffer values = decoded.get(image).toByteBuffer(true).asFloatBuffer();
      detections.add(
          NonMaxSuppression.suppress(values, network.classes(), anchors, settings).stream()
              .map(this::classed)
              .toList());
    }
    return detections;
  }

  private Detection classed(Detection found) {
    return isSingleClass
        ? new Detection(found.x1(), found.y1(), found.x2(), found.y2(), found.score(), 0)
        : found;
  }

  private static Detection toOriginal(Detection found, Placement placement) {
    float[] box = placement.toOriginal(found.x1(), found.y1(), found.x2(), found.y2());
    return new Detection(box[0], box[1], box[2], box[3], found.score(), found.classId());
  }

  private static List<GroundTruth> there(Placement placement) {
    float[] rows = placement.groundTruth();
    List<GroundTruth> boxes = new ArrayList<>(rows.length / 5);
    for (int i = 0; i < rows.length; i += 5) {
      boxes.add(new GroundTruth((int) rows[i], rows[i + 1], rows[i + 2], rows[i + 3], rows[i + 4]));
    }
    return boxes;
  }
}
