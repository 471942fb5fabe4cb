package dev.baton.worker.yolo;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import ai.djl.ndarray.NDManager;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.worker.attempt.Picture;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.DetectionDataset;
import dev.baton.worker.yolo.data.Split;
import dev.baton.worker.yolo.data.ValidationBatch;
import dev.baton.worker.yolo.metrics.MetricsSummary;
import dev.baton.worker.yolo.metrics.NonMaxSuppression;
import dev.baton.worker.yolo.model.LayerScripts;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.weights.Transfer;
import dev.baton.worker.yolo.weights.WeightFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Validates a file of weights on a data set, without a fleet. */
public final class WeightsValidation {
  /** In every head, whose last dimension counts the classes. */
  private static final Pattern CLASS_BIAS = Pattern.compile("model\\.\\d+\\.cv3\\.0\\.2\\.bias");

  private WeightsValidation() {}

  /**
   * What to validate.
   *
   * @param split the part of the data
   * @param imgsz long side of the images in pixels, a multiple of 32
   * @param batch images in a batch
   * @param isSingleClass whether all classes are taken for one
   * @param threads arithmetic threads
   */
  public record Options(
      Path weights,
      ModelYaml model,
      Path data,
      Split split,
      int imgsz,
      int batch,
      NonMaxSuppression.Settings detection,
      boolean isSingleClass,
      int threads) {}

  /**
   * What came out.
   *
   * @param images validated
   */
  public record Report(
      List<String> classNames, int images, MetricsSummary metrics, List<Picture> pictures) {}

  /**
   * @param listener is told of every image, in the order of the batches
   * @throws TrainerException saying what does not fit
   */
  public static Report run(Options options, Consumer<SeenImage> listener) {
    TorchThread.prepare(options.threads());
    DetectionDataset opened = DetectionDataset.openForValidation(options.data(), options.split());
    DetectionDataset dataset = options.isSingleClass() ? opened.withSingleClass() : opened;
    WeightFile file = WeightFile.open(options.weights());
    List<Tensor> tensors = file.tensors();
    int classes = classes(file, tensors);
    if (!options.isSingleClass() && classes != dataset.classNames().size()) {
      throw new TrainerException(
          BAD_INPUT,
          "%s tells %d classes apart, the data set has %d: take the data that it was trained on, or --single-cls"
              .formatted(file.path(), classes, dataset.classNames().size()));
    }
    ValidationPictures pictures = new ValidationPictures(dataset.classNames());
    try (NDManager memory = TorchThread.newManager();
        Validation validation =
            new Validation(dataset, options.imgsz(), options.batch(), options.detection())) {
      Network network = Network.build(options.model(), classes, new LayerScripts(memory), memory);
      requireAll(file, Transfer.of(tensors, network));
      Validation.Result result =
          validation.run(network, memory, Optional.empty(), watching(pictures, listener));
      return new Report(
          dataset.classNames(), dataset.val().size(), result.metrics(), pictures.all(result));
    }
  }

  private static int classes(WeightFile file, List<Tensor> tensors) {
    return tensors.stream()
        .filter(tensor -> CLASS_BIAS.matcher(tensor.name()).matches())
        .findFirst()
        .map(tensor -> tensor.shape().getFirst().intValue())
        .orElseThrow(
            () ->
                new TrainerException(
                    BAD_INPUT,
                    "%s has no detection head: give the weights of a YOLOv9 or GELAN model"
                        .formatted(file.path())));
  }

  private static void requireAll(WeightFile file, Transfer transfer) {
    if (!transfer.kept().isEmpty()) {
      throw new TrainerException(
          BAD_INPUT,
          "%s is of another model (%s): choose the --cfg that it was trained with"
              .formatted(file.path(), transfer));
    }
  }

  private static Spectator watching(ValidationPictures pictures, Consumer<SeenImage> listener) {
    return new Spectator() {
      @Override
      public void begins(int number, ValidationBatch batch) {
        pictures.begins(number, batch);
      }

      @Override
      public void saw(int number, List<SeenImage> images) {
        pictures.saw(number, images);
        images.forEach(listener);
      }
    };
  }
}
