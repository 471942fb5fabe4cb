package dev.baton.worker.yolo;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.Batch;
import dev.baton.worker.yolo.data.FittedImage;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.metrics.NonMaxSuppression;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.Devices;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.weights.WeightFile;
import java.util.ArrayList;
import java.util.List;

/** Finds objects in images by a file of weights. The thread that opened it uses it. */
public final class ImageDetector implements AutoCloseable {
  private final NDManager memory;
  private final Network network;
  private final Predictor predictor;

  /**
   * How to look.
   *
   * @param device the first one is used
   * @param threads arithmetic threads
   */
  public record Options(
      WeightFile weights,
      ModelYaml model,
      NonMaxSuppression.Settings detection,
      Devices device,
      int threads) {}

  private ImageDetector(Options options, NDManager memory) {
    this.memory = memory;
    WeightFile weights = options.weights();
    network = weights.network(options.model(), weights.best(), memory).detector(memory);
    predictor = new Predictor(network, options.detection(), false);
  }

  /**
   * Loads the weights.
   *
   * @throws TrainerException saying what does not fit, or that there is no such device
   */
  public static ImageDetector open(Options options) {
    options.device().requireThere(Devices.Seen.here());
    TorchThread.prepare(options.threads());
    NDManager memory = TorchThread.newManager(options.device().first());
    try {
      return new ImageDetector(options, memory);
    } catch (TrainerException e) {
      memory.close();
      throw e;
    }
  }

  /** Classes that the weights tell apart. */
  public int classes() {
    return network.classes();
  }

  /**
   * What is in an image, by descending score, in whole pixels of the image itself, see {@link
   * FittedImage#toOriginal}.
   */
  public List<Detection> find(FittedImage image) {
    return detections(image.batch()).getFirst().stream()
        .map(found -> toOriginal(found, image))
        .toList();
  }

  /** As {@link #find(FittedImage)}, in several images of one size at once, in their order. */
  public List<List<Detection>> find(List<FittedImage> images) {
    List<List<Detection>> inBatch = detections(FittedImage.batch(images));
    List<List<Detection>> found = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      FittedImage image = images.get(i);
      found.add(inBatch.get(i).stream().map(one -> toOriginal(one, image)).toList());
    }
    return found;
  }

  private List<List<Detection>> detections(Batch batch) {
    try (NDManager step = memory.newSubManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return predictor.detections(predictor.maps(Learner.image(step, batch)));
    }
  }

  private static Detection toOriginal(Detection found, FittedImage image) {
    float[] box = image.toOriginal(found.x1(), found.y1(), found.x2(), found.y2());
    return new Detection(box[0], box[1], box[2], box[3], found.score(), found.classId());
  }

  @Override
  public void close() {
    memory.close();
  }
}
