package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.StateDigest;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.StepResult;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainingPosition;
import dev.baton.worker.yolo.data.MemoryIndexes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YoloTrainerTest {
  private static final String NO_AUGMENTATION =
      "'hsv_h':0,'hsv_s':0,'hsv_v':0,'fliplr':0,'mosaic':0,'scale':0,'translate':0";

  private static final String TWO_EPOCHS = "'batch':4,'nbs':4,'epochs':2";

  @TempDir static Path folder;
  private static Path data;

  private final YoloTrainerFactory factory = new YoloTrainerFactory();
  private final DataIndexes indexes = new MemoryIndexes();

  @BeforeAll
  static void drawImages() throws IOException {
    data = DrawnDataset.draw(folder, 8, 64);
  }

  /**
   * @param fields of a request, see {@link DetectorSpecs#of}
   */
  private static JobSpec spec(String fields) {
    return new DetectorSpecs(data).of(fields);
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

  /** With mosaics, mixup and copy-paste in the first epoch, without in the second. */
  @Test
  void aTrainingRestoredAtAnyStepEndsInTheSameBitsWhateverTheLoaderThreads() throws IOException {
    // Three steps an epoch, updates out of step with them.
    String request = "'batch':3,'nbs':400,'epochs':2,'close_mosaic':1";
    List<Snapshot> snapshots = snapshots(spec(request));
    assertThat(snapshots).hasSize(9);
    assertThat(snapshots.get(3).files().get("optimizer"))
        .as("gradients wait for their update after step 3")
        .anyMatch(tensor -> tensor.name().startsWith("grad."));
    assertResumable(snapshots, spec(request + ",'workers':2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'rect':true",
        "'imgsz':128,'quad':true,'image_weights':true,'multi_scale':true",
        "'image_weights':true,'single_cls':true"
      })
  void soDoesOneWithRarerBatches(String kind) throws IOException {
    String request = "'batch':4,'nbs':4,'epochs':2,'cache':'ram'," + kind;
    List<Snapshot> snapshots = snapshots(spec(request));
    assertThat(snapshots).hasSize(7);
    // Inside the first epoch, between both and inside the second; all steps are tested above.
    assertResumable(
        List.of(snapshots.get(1), snapshots.get(3), snapshots.get(4), snapshots.getLast()),
        spec(request + ",'workers':2"));
    assertThat(snapshots.getLast().state().has("class_maps"))
        .isEqualTo(kind.contains("image_weights"));
    assertThat(snapshots.getLast().state().path("names").path(0).asText())
        .isEqualTo(kind.contains("single_cls") ? "item" : "box");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Adam", "AdamW", "LION"})
  void soDoesOneWithAnotherOptimizerACurvedRateAndFrozenLayers(String optimizer)
      throws IOException {
    JobSpec spec =
        spec(
            "'batch':4,'nbs':4,'epochs':2,'freeze':[3],'lr_schedule':'flat-cos','optimizer':'%s'"
                .formatted(optimizer));
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

  @Test
  void soDoesOneInHalfPrecisionWhoseStateIsWhole() throws IOException {
    JobSpec spec = spec("'batch':4,'nbs':8,'epochs':2,'amp':'bf16'");
    List<Snapshot> snapshots = snapshots(spec);
    assertResumable(snapshots, spec);
    assertThat(snapshots.getLast().files().get("model"))
        .extracting(Tensor::dtype)
        .containsOnly(Tensor.DType.F32, Tensor.DType.I64);
  }

  @Test
  void halfPrecisionStartsFromTheWeightsOfSinglePrecision() {
    try (Trainer whole = create(spec("'batch':4"));
        Trainer half = create(spec("'batch':4,'amp':'bf16'"))) {
      assertThat(digest(half.snapshot())).isEqualTo(digest(whole.snapshot()));
    }
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
  void aReleasedSnapshotMakesRoomForTheNext() {
    JobSpec spec = spec("'batch':4,'epochs':1");
    try (Trainer trainer = create(spec);
        Trainer other = create(spec)) {
      Snapshot released = trainer.snapshot();
      Snapshot kept = trainer.snapshot();
      String before = digest(kept);
      trainer.release(released);
      trainer.trainStep();
      other.trainStep();

      Snapshot next = trainer.snapshot();

      assertThat(memory(next)).isSameAs(memory(released)).isNotSameAs(memory(kept));
      assertThat(digest(next)).isEqualTo(digest(other.snapshot()));
      assertThat(digest(kept)).isEqualTo(before);
    }
  }

  private static byte[] memory(Snapshot snapshot) {
    return snapshot.files().get("model").getFirst().data().array();
  }

  @Test
  void restoringReplacesWhateverTheTrainerHasLearnt() {
    JobSpec spec = spec("'batch':4,'epochs':1");
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
    JobSpec spec = spec("'batch':8,'nbs':8,'epochs':200,'hyp':{%s}".formatted(NO_AUGMENTATION));
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
    try (Trainer trainer = create(spec(TWO_EPOCHS))) {
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
    try (Trainer trainer = create(spec(TWO_EPOCHS))) {
      snapshot = trainer.snapshot();
    }
    try (Trainer other = create(spec("'batch':2,'nbs':4,'epochs':2"))) {
      assertThatThrownBy(() -> other.restore(snapshot))
          .isInstanceOf(TrainerException.class)
          .hasMessageContaining("field batch is 4, the job's is 2");
    }
    try (Trainer other = create(spec(TWO_EPOCHS + ",'cfg':'gelan-s'"))) {
      assertThatThrownBy(() -> other.restore(snapshot)).hasMessageContaining("field model");
    }
  }

  @Test
  void aTrainingStartsFromAFileOfWeightsAndGoesOnOnlyWithTheSameFile() throws IOException {
    Path file = folder.resolve("start.safetensors");
    JobSpec spec = spec(TWO_EPOCHS + ",'weights':'%s'".formatted(file));
    Snapshot source;
    try (Trainer trainer = create(spec(TWO_EPOCHS))) {
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
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(tensors, Map.of(), out);
    }
  }

  @Test
  void aLossThatIsNotFiniteEndsTheTrainingWithItsPlace() {
    String hyp = NO_AUGMENTATION + ",'cls_pw':3e38";
    try (Trainer trainer = create(spec("'batch':4,'hyp':{%s}".formatted(hyp)))) {
      assertThatThrownBy(trainer::trainStep)
          .isInstanceOfSatisfying(
              TrainerException.class,
              e -> assertThat(e.kind()).isEqualTo(TrainerException.Kind.BAD_INPUT))
          .hasMessageContaining("epoch 1, step 1")
          .hasMessageContaining("annotations of images/train/");
    }
  }
}
