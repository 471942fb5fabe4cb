package dev.baton.worker.yolo;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import dev.baton.common.messages.DetectionOptions;
import dev.baton.common.messages.JobSpec;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainerFactory;
import dev.baton.worker.yolo.data.DetectionDataset;
import dev.baton.worker.yolo.data.ImageCache;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.model.Precision;
import dev.baton.worker.yolo.optim.RateCurve;
import dev.baton.worker.yolo.optim.UpdateRule;
import dev.baton.worker.yolo.torch.Devices;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.weights.BegunTraining;
import dev.baton.worker.yolo.weights.WeightFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Makes trainers for the task {@code yolov9}. Thread-safe. */
public final class YoloTrainerFactory implements TrainerFactory {
  /** Below it the coarsest map has a single cell, and batch norm nothing to average. */
  private static final int LEAST_IMGSZ = 64;

  private static final int STRIDE = 32;

  /** What decides a training's arithmetic on this machine. */
  private record Arithmetic(Devices devices, int threads, Precision precision) {
    static Arithmetic of(JobSpec spec) {
      DetectionOptions options = spec.detection();
      return new Arithmetic(
          Devices.of(options.device()), spec.threads(), Precision.of(options.amp()));
    }

    String probe() {
      return NumericsProbe.hash(devices.first(), threads, precision);
    }
  }

  private final Map<Arithmetic, String> probes = new ConcurrentHashMap<>();

  /** Every hyper-parameter of a job that gives none. */
  public static Map<String, Double> usualHyp() {
    return HyperParameters.of(Map.of()).values();
  }

  @Override
  public String task() {
    return "yolov9";
  }

  @Override
  public void check(JobSpec spec) {
    if (spec.imgsz() % STRIDE != 0 || spec.imgsz() < LEAST_IMGSZ) {
      throw refused(
          "Field imgsz: %d must be a multiple of %d, at least %d"
              .formatted(spec.imgsz(), STRIDE, LEAST_IMGSZ));
    }
    if (spec.detection().multiScale() && spec.imgsz() < 2 * LEAST_IMGSZ) {
      throw refused(
          "Field imgsz: with multi_scale, which goes down to the half, %d must be at least %d"
              .formatted(spec.imgsz(), 2 * LEAST_IMGSZ));
    }
    if (spec.detection().quad() && spec.batch() < 4) {
      throw refused(
          "Field batch: quad makes one image of four, %d must be at least 4"
              .formatted(spec.batch()));
    }
    spec.detection().weights().ifPresent(WeightFile::requireKnown);
    spec.detection().resume().ifPresent(path -> checkResume(spec, path));
    requireEqualShards(spec);
    checked("optimizer", () -> UpdateRule.of(spec.optimizer()));
    checked("amp", () -> Precision.of(spec.detection().amp()));
    checked("lr_schedule", () -> RateCurve.of(spec.detection().lrSchedule()));
    HyperParameters.of(spec.hyp());
    ModelYaml yaml = ModelYaml.of(spec.cfg());
    requireSomethingToTrain(spec, yaml.rows().size());
    Network.check(yaml, 1);
  }

  private static void checkResume(JobSpec spec, String path) {
    BegunTraining.requireKnown(path);
    if (spec.detection().weights().isPresent()) {
      throw refused(
          "Field resume: a training goes on with its own weights; give either resume or weights");
    }
    if (!spec.optimizer().equals("SGD")) {
      throw refused(
          "Field resume: only trainings with SGD can go on, optimizer is %s; start another from the file with weights"
              .formatted(spec.optimizer()));
    }
  }

  private static void requireEqualShards(JobSpec spec) {
    int devices = Devices.of(spec.detection().device()).list().size();
    if (spec.batch() % devices != 0) {
      throw refused(
          "Field batch: %d cannot be shared equally by %d GPUs; make it a multiple of %d"
              .formatted(spec.batch(), devices, devices));
    }
  }

  private static void requireSomethingToTrain(JobSpec spec, int layers) {
    Set<Integer> frozen = Learner.Settings.of(spec).frozenLayers();
    if (IntStream.range(0, layers).allMatch(frozen::contains)) {
      throw refused(
          "Field freeze: all %d layers are frozen, so nothing would be trained; freeze fewer"
              .formatted(layers));
    }
  }

  private static void checked(String field, Supplier<?> reading) {
    try {
      reading.get();
    } catch (IllegalArgumentException e) {
      throw refused("Field %s: %s".formatted(field, e.getMessage()));
    }
  }

  private static TrainerException refused(String why) {
    return new TrainerException(BAD_INPUT, why);
  }

  @Override
  public String numericsClass(JobSpec spec) {
    Arithmetic own = Arithmetic.of(spec);
    own.devices().requireThere(Devices.Seen.here());
    String hash = probes.computeIfAbsent(own, Arithmetic::probe);
    String precision = own.precision() == Precision.FP32 ? "" : "bf16/";
    return "%s/libtorch-%s/t%d/%s%s"
        .formatted(
            own.devices().kind(), TorchThread.libtorchVersion(), own.threads(), precision, hash);
  }

  @Override
  public YoloTrainer create(JobSpec spec, Optional<String> dataDigest, DataIndexes dataIndexes) {
    check(spec);
    DetectionDataset dataset =
        DetectionDataset.open(Path.of(spec.data()), dataDigest, dataIndexes)
            .withMinItems(spec.minItems())
            .withCache(ImageCache.of(spec.detection().cache()));
    if (spec.detection().singleCls()) {
      dataset = dataset.withSingleClass();
    }
    Optional<WeightFile> weights =
        spec.detection().weights().map(path -> WeightFile.open(Path.of(path)));
    Optional<BegunTraining> begun =
        spec.detection().resume().map(path -> BegunTraining.open(Path.of(path)));
    return new YoloTrainer(
        spec, HyperParameters.of(spec.hyp()), ModelYaml.of(spec.cfg()), dataset, weights, begun);
  }

  @Override
  public String devices() {
    return Devices.Seen.here().forPeople();
  }

  @Override
  public void warmUp() {
    WarmUp.run();
  }
}
