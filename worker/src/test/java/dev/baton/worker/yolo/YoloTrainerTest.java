package dev.baton.worker.yolo;

import static dev.baton.common.messages.DetectionOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.StateDigest;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.DetectionOptions;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.StepResult;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainerFactory;
import dev.baton.worker.attempt.TrainingPosition;
import dev.baton.worker.yolo.data.MemoryIndexes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YoloTrainerTest {
  private static final Map<String, Double> NO_AUGMENTATION =
      Map.of(
          "hsv_h",
          0.0,
          "hsv_s",
          0.0,
          "hsv_v",
          0.0,
          "fliplr",
          0.0,
          "mosaic",
          0.0,
          "scale",
          0.0,
          "translate",
          0.0);

  @TempDir static Path folder;
  private static Path data;

  private final YoloTrainerFactory factory = new YoloTrainerFactory();
  private final DataIndexes indexes = new MemoryIndexes();

  @BeforeAll
  static void drawImages() throws IOException {
    data = DrawnDataset.draw(folder, 8, 64);
  }

  private static JobSpec spec(int batch, int nbs, int epochs, Map<String, Double> hyp) {
    return spec("gelan-t", batch, nbs, epochs, hyp, "SGD");
  }

  private static JobSpec spec(
      String cfg, int batch, int nbs, int epochs, Map<String, Double> hyp, String optimizer) {
    return spec(cfg, batch, nbs, epochs, hyp, optimizer, 0, 0);
  }

  private static JobSpec spec(
      String cfg,
      int batch,
      int nbs,
      int epochs,
      Map<String, Double> hyp,
      String optimizer,
      int closeMosaic,
      int loaderThreads) {
    return spec(cfg, 64, batch, nbs, epochs, hyp, optimizer, closeMosaic, loaderThreads, DEFAULTS);
  }

  private static JobSpec spec(
      String cfg,
      int imgsz,
      int batch,
      int nbs,
      int epochs,
      Map<String, Double> hyp,
      String optimizer,
      int closeMosaic,
      int loaderThreads,
      DetectionOptions detection) {
    return new JobSpec(
        "yolov9",
        cfg,
        data.toString(),
        imgsz,
        batch,
        epochs,
        hyp,
        optimizer,
        7,
        nbs,
        100,
        -1,
        closeMosaic,
        0,
        1,
        loaderThreads,
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        Optional.empty(),
        Optional.empty(),
        "default",
        5,
        "tester",
        "any",
        Optional.empty(),
        detection,
        Map.of());
  }

  private static DetectionOptions options(
      boolean rect, boolean quad, boolean imageWeights, boolean multiScale, boolean singleCls) {
    return new DetectionOptions(
        DEFAULTS.weights(),
        DEFAULTS.resume(),
        DEFAULTS.lrSchedule(),
        DEFAULTS.labelSmoothing(),
        DEFAULTS.freeze(),
        DEFAULTS.amp(),
        DEFAULTS.device(),
        rect,
        quad,
        imageWeights,
        multiScale,
        singleCls,
        "ram",
        DEFAULTS.plots(),
        Map.of());
  }

  private Trainer create(JobSpec spec) {
    return factory.create(spec, Optional.empty(), indexes);
  }

  private static void finish(Trainer trainer) {
    while (!trainer.isFinished()) {
      if (trainer.position().step() == trainer.stepsPerEpoch()) {
        trainer.finishEpoch();
      } else {
        trainer.trainStep();
      }
    }
  }

  private static String digest(Snapshot snapshot) {
    return StateDigest.of(snapshot).text();
  }

  @Test
  void theFactoryIsFoundByItsTask() {
    assertThat(ServiceLoader.load(TrainerFactory.class))
        .extracting(TrainerFactory::task)
        .contains("yolov9");
  }

  /** With mosaics, mixup and copy-paste in the first epoch, without in the second. */
  @Test
  void aTrainingRestoredAtAnyStepEndsInTheSameBitsWhateverTheLoaderThreads() throws IOException {
    // Three steps an epoch, updates out of step with them.
    JobSpec spec = spec("gelan-t", 3, 400, 2, Map.of(), "SGD", 1, 0);
    List<Snapshot> snapshots = snapshots(spec);
    assertThat(snapshots).hasSize(9);
    assertThat(snapshots.get(3).files().get("optimizer"))
        .as("gradients wait for their update after step 3")
        .anyMatch(tensor -> tensor.name().startsWith("grad."));
    assertResumable(snapshots, spec("gelan-t", 3, 400, 2, Map.of(), "SGD", 1, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "64,  true,  false, false, false, false",
    "128, false, true,  true,  true,  false",
    "64,  false, false, true,  false, true",
  })
  void soDoesOneWithRarerBatches(
      int imgsz, boolean rect, boolean quad, boolean weights, boolean scale, boolean single)
      throws IOException {
    DetectionOptions options = options(rect, quad, weights, scale, single);
    List<Snapshot> snapshots =
        snapshots(spec("gelan-t", imgsz, 4, 4, 2, Map.of(), "SGD", 0, 0, options));
    assertThat(snapshots).hasSize(7);
    // Inside the first epoch, between both and inside the second; all steps are tested above.
    assertResumable(
        List.of(snapshots.get(1), snapshots.get(3), snapshots.get(4), snapshots.getLast()),
        spec("gelan-t", imgsz, 4, 4, 2, Map.of(), "SGD", 0, 2, options));
    assertThat(snapshots.getLast().state().has("class_maps")).isEqualTo(weights);
    assertThat(snapshots.getLast().state().path("names").path(0).asText())
        .isEqualTo(single ? "item" : "box");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Adam", "AdamW", "LION"})
  void soDoesOneWithAnotherOptimizerACurvedRateAndFrozenLayers(String optimizer)
      throws IOException {
    DetectionOptions options = frozen(List.of(3), "flat-cos");
    JobSpec spec = spec("gelan-t", 64, 4, 4, 2, Map.of(), optimizer, 0, 0, options);
    List<Snapshot> snapshots = snapshots(spec);
    assertResumable(snapshots, spec);
    assertThat(snapshots.getLast().files().get("optimizer"))
        .extracting(Tensor::name)
        .allMatch(name -> name.startsWith("exp_avg") || name.startsWith("max_exp_avg_sq"))
        .noneMatch(name -> name.matches(".*\\.model\\.[012]\\..*"))
        .anyMatch(name -> name.startsWith("exp_avg.model.3."));
    assertThat(tensor(snapshots.getLast(), "model.2.cv1.conv.weight"))
        .as("a frozen weight")
        .isEqualTo(tensor(snapshots.getFirst(), "model.2.cv1.conv.weight"));
    assertThat(tensor(snapshots.getLast(), "model.2.cv1.bn.running_mean"))
        .as("statistics of a frozen layer")
        .isNotEqualTo(tensor(snapshots.getFirst(), "model.2.cv1.bn.running_mean"));
    assertThat(tensor(snapshots.getLast(), "model.3.cv1.conv.weight"))
        .isNotEqualTo(tensor(snapshots.getFirst(), "model.3.cv1.conv.weight"));
  }

  private static DetectionOptions frozen(List<Integer> layers, String lrSchedule) {
    return new DetectionOptions(
        DEFAULTS.weights(),
        DEFAULTS.resume(),
        lrSchedule,
        DEFAULTS.labelSmoothing(),
        layers,
        DEFAULTS.amp(),
        DEFAULTS.device(),
        false,
        false,
        false,
        false,
        false,
        "none",
        DEFAULTS.plots(),
        Map.of());
  }

  @Test
  void soDoesOneInHalfPrecisionWhoseStateIsWhole() throws IOException {
    JobSpec spec = spec(4, 8, 2, Map.of(), arithmetic("bf16", "cpu"));
    List<Snapshot> snapshots = snapshots(spec);
    assertResumable(snapshots, spec);
    assertThat(snapshots.getLast().files().get("model"))
        .extracting(Tensor::dtype)
        .containsOnly(Tensor.DType.F32, Tensor.DType.I64);
  }

  @Test
  void halfPrecisionStartsFromTheWeightsOfSinglePrecision() {
    try (Trainer whole = create(spec(4, 4, 1, Map.of()));
        Trainer half = create(spec(4, 4, 1, Map.of(), arithmetic("bf16", "cpu")))) {
      assertThat(digest(half.snapshot())).isEqualTo(digest(whole.snapshot()));
    }
  }

  private static DetectionOptions arithmetic(String amp, String device) {
    return new DetectionOptions(
        DEFAULTS.weights(),
        DEFAULTS.resume(),
        DEFAULTS.lrSchedule(),
        DEFAULTS.labelSmoothing(),
        DEFAULTS.freeze(),
        amp,
        device,
        false,
        false,
        false,
        false,
        false,
        "none",
        DEFAULTS.plots(),
        Map.of());
  }

  private static JobSpec spec(
      int batch, int nbs, int epochs, Map<String, Double> hyp, DetectionOptions detection) {
    return spec("gelan-t", 64, batch, nbs, epochs, hyp, "SGD", 0, 0, detection);
  }

  private static ByteBuffer tensor(Snapshot snapshot, String name) {
    return snapshot.files().get("model").stream()
        .filter(tensor -> tensor.name().equals(name))
        .map(Tensor::data)
        .findFirst()
        .orElseThrow();
  }

  /** The state at the start and after each step and epoch. */
  private List<Snapshot> snapshots(JobSpec spec) {
    List<Snapshot> snapshots = new ArrayList<>();
    try (Trainer trainer = create(spec)) {
      snapshots.add(trainer.snapshot());
      while (!trainer.isFinished()) {
        if (trainer.position().step() == trainer.stepsPerEpoch()) {
          trainer.finishEpoch();
        } else {
          trainer.trainStep();
        }
        snapshots.add(trainer.snapshot());
      }
    }
    return snapshots;
  }

  private void assertResumable(List<Snapshot> snapshots, JobSpec spec) throws IOException {
    for (Snapshot snapshot : snapshots) {
      try (Trainer trainer = create(spec)) {
        trainer.restore(storedAndLoaded(snapshot));
        assertThat(digest(trainer.snapshot())).isEqualTo(digest(snapshot));
        finish(trainer);
        assertThat(digest(trainer.snapshot())).isEqualTo(digest(snapshots.getLast()));
      }
    }
  }

  /** The snapshot as a checkpoint gives it back: its scalars have been text. */
  private static Snapshot storedAndLoaded(Snapshot snapshot) throws IOException {
    String text = Json.canonical(snapshot.state());
    return new Snapshot(snapshot.files(), (ObjectNode) Json.MAPPER.readTree(text));
  }

  @Test
  void restoringReplacesWhateverTheTrainerHasLearnt() {
    JobSpec spec = spec(4, 64, 1, Map.of());
    try (Trainer trainer = create(spec)) {
      Snapshot start = trainer.snapshot();
      finish(trainer);
      String once = digest(trainer.snapshot());

      trainer.restore(start);
      assertThat(trainer.position()).isEqualTo(new TrainingPosition(0, 0));
      finish(trainer);

      assertThat(digest(trainer.snapshot())).isEqualTo(once);
    }
  }

  @Test
  void aTrainingOverfitsEightImages() {
    JobSpec spec = spec(8, 8, 200, NO_AUGMENTATION);
    try (Trainer trainer = create(spec)) {
      double first = total(trainer.trainStep());
      double last = first;
      Map<String, Double> metrics = Map.of();
      while (!trainer.isFinished()) {
        if (trainer.position().step() == trainer.stepsPerEpoch()) {
          metrics = trainer.finishEpoch().metrics();
        } else {
          last = total(trainer.trainStep());
        }
      }

      assertThat(last).isLessThan(first / 5);
      assertThat(metrics.get("mAP50")).isGreaterThan(0.5);
      assertThat(trainer.snapshot().state().path("results").path("rows")).hasSize(200);
    }
  }

  private static double total(StepResult result) {
    return result.losses().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  @Test
  void aSnapshotHoldsWhatTheFormatPromises() {
    try (Trainer trainer = create(spec(4, 4, 2, Map.of()))) {
      trainer.trainStep();
      Snapshot snapshot = trainer.snapshot();

      assertThat(snapshot.files()).containsOnlyKeys("model", "ema", "optimizer");
      assertThat(snapshot.files().get("model")).hasSize(1339);
      assertThat(snapshot.files().get("ema")).hasSize(1339);
      assertThat(snapshot.files().get("optimizer")).hasSize(227 + 227 + 221);
      assertThat(snapshot.state().path("step_in_epoch").asInt()).isEqualTo(1);
      assertThat(snapshot.state().path("ema_updates").asInt()).isEqualTo(1);
      assertThat(snapshot.state().path("data").asText()).isEqualTo(trainer.dataDigest());
      assertThat(snapshot.state().path("hyp").path("lr0").asDouble()).isEqualTo(0.01);
      assertThat(snapshot.state().path("results").path("columns")).hasSize(14);
    }
  }

  @Test
  void aSnapshotOfAnotherTrainingIsRefusedByItsField() {
    Snapshot snapshot;
    try (Trainer trainer = create(spec(4, 4, 2, Map.of()))) {
      snapshot = trainer.snapshot();
    }
    try (Trainer other = create(spec(2, 4, 2, Map.of()))) {
      assertThatThrownBy(() -> other.restore(snapshot))
          .isInstanceOf(TrainerException.class)
          .hasMessageContaining("field batch is 4, the job's is 2");
    }
    try (Trainer other = create(spec("gelan-s", 4, 4, 2, Map.of(), "SGD"))) {
      assertThatThrownBy(() -> other.restore(snapshot)).hasMessageContaining("field model");
    }
  }

  @Test
  void aTrainingStartsFromAFileOfWeightsAndGoesOnOnlyWithTheSameFile() throws IOException {
    Path file = folder.resolve("start.safetensors");
    JobSpec spec = spec("gelan-t", 64, 4, 4, 2, Map.of(), "SGD", 0, 0, startingFrom(file));
    Snapshot source;
    try (Trainer trainer = create(spec(4, 4, 2, Map.of()))) {
      trainer.trainStep();
      source = trainer.snapshot();
    }
    store(file, source.files().get("ema"));
    Snapshot started;
    try (Trainer trainer = create(spec)) {
      started = trainer.snapshot();
      assertThat(started.files().get("ema")).isEqualTo(source.files().get("ema"));
      trainer.restore(storedAndLoaded(started));
    }

    store(file, source.files().get("model"));

    try (Trainer trainer = create(spec)) {
      assertThatThrownBy(() -> trainer.restore(started))
          .isInstanceOf(TrainerException.class)
          .hasMessageContaining("field weights");
    }
  }

  private static void store(Path file, List<Tensor> tensors) throws IOException {
    try (InputStream content = Safetensors.write(tensors, Map.of()).open()) {
      Files.write(file, content.readAllBytes());
    }
  }

  private static DetectionOptions startingFrom(Path weights) {
    return new DetectionOptions(
        Optional.of(weights.toString()),
        DEFAULTS.resume(),
        DEFAULTS.lrSchedule(),
        DEFAULTS.labelSmoothing(),
        DEFAULTS.freeze(),
        DEFAULTS.amp(),
        DEFAULTS.device(),
        DEFAULTS.rect(),
        DEFAULTS.quad(),
        DEFAULTS.imageWeights(),
        DEFAULTS.multiScale(),
        DEFAULTS.singleCls(),
        DEFAULTS.cache(),
        DEFAULTS.plots(),
        Map.of());
  }

  @Test
  void aLossThatIsNotFiniteEndsTheTrainingWithItsPlace() {
    Map<String, Double> hyp = new HashMap<>(NO_AUGMENTATION);
    hyp.put("cls_pw", 3e38);
    try (Trainer trainer = create(spec(4, 4, 1, hyp))) {
      assertThatThrownBy(trainer::trainStep)
          .isInstanceOfSatisfying(
              TrainerException.class,
              e -> assertThat(e.kind()).isEqualTo(TrainerException.Kind.BAD_INPUT))
          .hasMessageContaining("epoch 1, step 1")
          .hasMessageContaining("annotations of images/train/");
    }
  }

  @Test
  void whatIsNotSupportedIsRefusedByItsField() {
    assertRefused(spec("gelan-t", 4, 4, 1, Map.of(), "lion"), "optimizer: \"lion\"");
    assertRefused(spec("gelan-q", 4, 4, 1, Map.of(), "SGD"), "cfg", "gelan-q");
    assertRefused(spec(4, 4, 1, Map.of("mosaic", 1.1)), "mosaic = 1.1 must be at most 1");
    assertRefused(spec(4, 4, 1, Map.of("lr", 0.1)), "lr = 0.1 is no hyper-parameter", "lr0");
    assertRefused(spec(4, 4, 1, Map.of("box", 0.05)), "box = 0.05 is always 7.5");
    assertRefused(
        spec("gelan-t", 64, 4, 4, 1, Map.of(), "SGD", 0, 0, frozen(List.of(23), "linear")),
        "freeze: all 23 layers");
    DetectionOptions quad = options(false, true, false, false, false);
    DetectionOptions scaled = options(false, false, false, true, false);
    assertRefused(
        spec("gelan-t", 64, 3, 4, 1, Map.of(), "SGD", 0, 0, quad), "batch: quad", "at least 4");
    assertRefused(
        spec("gelan-t", 64, 4, 4, 1, Map.of(), "SGD", 0, 0, scaled), "imgsz: with multi_scale");
    assertRefused(spec(4, 4, 1, Map.of("lr0", -1.0)), "lr0 = -1.0 must be");
  }

  private void assertRefused(JobSpec spec, String... parts) {
    assertThatThrownBy(() -> factory.check(spec))
        .isInstanceOf(TrainerException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void theNumericsClassNamesLibraryThreadsAndKernels() {
    JobSpec spec = spec(4, 4, 1, Map.of());

    assertThat(factory.numericsClass(spec)).matches("cpu/libtorch-2\\.7\\.1/t1/[0-9a-f]{8}");
    assertThat(new YoloTrainerFactory().numericsClass(spec)).isEqualTo(factory.numericsClass(spec));
    assertThat(factory.numericsClass(spec(4, 4, 1, Map.of(), arithmetic("bf16", "cpu"))))
        .matches("cpu/libtorch-2\\.7\\.1/t1/bf16/[0-9a-f]{8}")
        .doesNotEndWith(factory.numericsClass(spec).substring(25));
  }

  @Test
  void aWorkerWithoutTheGpusOfARequestSaysWhatIsMissingBeforeItBegins() {
    JobSpec spec = spec(4, 4, 1, Map.of(), arithmetic("fp32", "0,1"));
    assertThatThrownBy(() -> factory.numericsClass(spec))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("asks for device 0,1, but this worker's libtorch is the CPU's")
        .extracting(e -> ((TrainerException) e).kind())
        .isEqualTo(TrainerException.Kind.DEVICE_NOT_THERE);
  }

  @Test
  void refusesABatchThatGpusCannotShareEqually() {
    JobSpec spec = spec(4, 4, 1, Map.of(), arithmetic("fp32", "0,1,2"));
    assertThatThrownBy(() -> factory.check(spec))
        .hasMessageContaining("batch: 4 cannot be shared equally by 3 GPUs");
  }
}
