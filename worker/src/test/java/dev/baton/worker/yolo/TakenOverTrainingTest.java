package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.StateDigest;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainerException.Kind;
import dev.baton.worker.attempt.TrainingPosition;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A {@code last.pt} of the reference, from {@code make_last.py}: five epochs are finished. Momentum
 * number k, counted from 1 in state-dict order, is k/64 everywhere; the average's convolutions are
 * 1/64 above the model's.
 */
class TakenOverTrainingTest {
  private static final int FINISHED = 5;

  /** One of each optimizer group, with the numbers of their momenta. */
  private static final Map<String, Integer> MOMENTA =
      Map.of(
          "model.0.conv.weight", 1,
          "model.0.bn.weight", 2,
          "model.0.bn.bias", 3,
          "model.5.cv3.2.2.bias", 63);

  @TempDir static Path folder;
  private static Path data;

  @BeforeAll
  static void drawImages() throws IOException {
    data = DrawnDataset.draw(folder, 8, 64);
  }

  private static Path stored(String name) {
    try {
      return Path.of(TakenOverTrainingTest.class.getResource("takeover/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A request in its own words: two steps an epoch, an update each. */
  private static JobSpec spec(Map<String, Object> changes) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("version", 1);
    fields.put("type", "train");
    fields.put("job", "exp1");
    fields.put("cfg", Files.readString(stored("tiny.yaml")));
    fields.put("data", data.toString());
    fields.put("imgsz", 64);
    fields.put("batch", 4);
    fields.put("nbs", 4);
    fields.put("epochs", 7);
    fields.put("workers", 0);
    fields.put("resume", stored("last.pt").toString());
    fields.putAll(changes);
    byte[] request = Json.MAPPER.writeValueAsBytes(fields);
    try {
      return ((Request.Train) RequestReader.read(request, "r-1")).spec();
    } catch (dev.baton.common.messages.MessageFormatException e) {
      throw new AssertionError(e);
    }
  }

  private static Trainer create(JobSpec spec) {
    return new YoloTrainerFactory().create(spec, Optional.empty(), DataIndexes.NONE);
  }

  @Test
  void itStandsWhereTheReferenceStopped() throws IOException {
    try (Trainer trainer = create(spec(Map.of()))) {
      Snapshot start = trainer.snapshot();

      assertThat(trainer.position()).isEqualTo(new TrainingPosition(FINISHED, 0));
      MOMENTA.forEach(
          (name, number) ->
              assertThat(values(start, "optimizer", name))
                  .as("momentum of %s", name)
                  .containsOnly(number / 64f));
      assertThat(values(start, "model", "model.0.conv.weight")).startsWith(-3.5f / 32, 1.5f / 32);
      assertThat(values(start, "ema", "model.0.conv.weight"))
          .startsWith(-3.5f / 32 + 1 / 64f, 1.5f / 32 + 1 / 64f);
      assertThat(start.state().path("ema_updates").asLong()).isEqualTo(70);
      assertThat(start.state().path("best_fitness").asDouble()).isEqualTo(0.625);
      assertThat(start.state().path("results").path("rows")).isEmpty();
    }
  }

  /**
   * Nesterov's step is linear in the momentum m: without it the same gradient g gives the new
   * momentum g and the move −lr (g + βg); with it βm more, and −lr β²m.
   */
  @Test
  void itsFirstUpdateUsesTheMomentaAndLetsTheAverageFollow() throws IOException {
    Map<String, Object> noWarmup = Map.of("hyp", Map.of("warmup_epochs", 0));
    JobSpec spec = spec(noWarmup);
    Snapshot start;
    Snapshot with;
    Snapshot without;
    double rate;
    try (Trainer trainer = create(spec)) {
      start = trainer.snapshot();
      rate = trainer.trainStep().learningRate();
      with = trainer.snapshot();
      trainer.restore(withoutMomenta(start));
      trainer.trainStep();
      without = trainer.snapshot();
    }
    float momentum = 0.8f + (0.937f - 0.8f) * 2 * FINISHED / 100; // warm-up takes 100 steps

    for (Map.Entry<String, Integer> parameter : MOMENTA.entrySet()) {
      String name = parameter.getKey();
      float expected = momentum * parameter.getValue() / 64;
      float[] more = values(with, "optimizer", name);
      float[] less = values(without, "optimizer", name);
      for (int i = 0; i < more.length; i++) {
        assertThat(more[i] - less[i]).as(name).isCloseTo(expected, within(1e-5f));
      }
    }
    float[] moved = values(with, "model", "model.0.conv.weight");
    float[] otherwise = values(without, "model", "model.0.conv.weight");
    float[] average = values(with, "ema", "model.0.conv.weight");
    float[] before = values(start, "ema", "model.0.conv.weight");
    double decay = 0.9999 * (1 - Math.exp(-71 / 2000.0));
    for (int i = 0; i < moved.length; i++) {
      assertThat(moved[i] - otherwise[i])
          .isCloseTo((float) (-rate * momentum * momentum / 64), within(1e-6f));
      assertThat(average[i])
          .isCloseTo((float) (decay * before[i] + (1 - decay) * moved[i]), within(1e-6f));
    }
    assertThat(with.state().path("ema_updates").asLong()).isEqualTo(71);
  }

  private static Snapshot withoutMomenta(Snapshot snapshot) {
    Map<String, List<Tensor>> files = new LinkedHashMap<>(snapshot.files());
    files.computeIfPresent(
        "optimizer",
        (file, tensors) ->
            tensors.stream()
                .map(
                    tensor ->
                        new Tensor(
                            tensor.name(),
                            tensor.dtype(),
                            tensor.shape(),
                            ByteBuffer.allocate(tensor.data().remaining())))
                .toList());
    return new Snapshot(files, snapshot.state());
  }

  @Test
  void restoredAtAnyStepItEndsInTheSameBitsWithRowsFromItsFirstEpoch() throws IOException {
    JobSpec spec = spec(Map.of("nbs", 400));
    List<Snapshot> snapshots = new ArrayList<>();
    try (Trainer trainer = create(spec)) {
      snapshots.add(trainer.snapshot());
      while (!trainer.isFinished()) {
        advance(trainer);
        snapshots.add(trainer.snapshot());
      }
    }
    assertThat(snapshots).hasSize(7);
    for (Snapshot snapshot : snapshots) {
      try (Trainer trainer = create(spec)) {
        trainer.restore(storedAndLoaded(snapshot));
        while (!trainer.isFinished()) {
          advance(trainer);
        }
        assertThat(StateDigest.of(trainer.snapshot()).text())
            .isEqualTo(StateDigest.of(snapshots.getLast()).text());
      }
    }
    var rows = snapshots.getLast().state().path("results").path("rows");
    assertThat(rows).hasSize(2);
    assertThat(rows.path(0).path(0).asInt()).isEqualTo(FINISHED);
    assertThat(snapshots.getLast().state().path("best_fitness").asDouble())
        .as("no epoch here was as good as the best one before")
        .isEqualTo(0.625);
  }

  private static void advance(Trainer trainer) {
    if (trainer.position().step() == trainer.stepsPerEpoch()) {
      trainer.finishEpoch();
    } else {
      trainer.trainStep();
    }
  }

  private static Snapshot storedAndLoaded(Snapshot snapshot) throws IOException {
    String text = Json.canonical(snapshot.state());
    return new Snapshot(snapshot.files(), (ObjectNode) Json.MAPPER.readTree(text));
  }

  @Test
  void aFinishedTrainingIsForWeights() throws IOException {
    assertRefused(
        Map.of("resume", stored("finished.pt").toString()),
        "finished.pt is not of an unfinished training",
        "start another from it with weights");
  }

  @Test
  void otherClassesAreNamed() throws IOException {
    Path others = folder.resolve("others.yaml");
    Files.writeString(
        others, Files.readString(data).replace("[box, disc]", "[box, disc, triangle]"));
    assertRefused(
        Map.of("data", others.toString()),
        "last.pt detects the 2 classes [box, disc], the data have the 3 classes [box, disc, triangle]");
    Files.writeString(others, Files.readString(data).replace("[box, disc]", "[disc, box]"));
    assertRefused(Map.of("data", others.toString()), "the data have the 2 classes [disc, box]");
  }

  @Test
  void anotherSizeOfImagesOrBatchIsRefusedWhereTheFileSaysThem() throws IOException {
    assertRefused(Map.of("imgsz", 96), "last.pt was trained with imgsz 64, the job has 96");
    assertRefused(Map.of("batch", 8), "last.pt was trained with batch 4, the job has 8; give 4");
  }

  @Test
  void anotherModelIsRefusedByItsTensors() throws IOException {
    String wider =
        Files.readString(stored("tiny.yaml")).replace("[8, 3, 2]] # 1", "[16, 3, 2]] # 1");
    try (Trainer trainer = create(spec(Map.of("cfg", wider)))) {
      assertThatThrownBy(trainer::snapshot)
          .isInstanceOf(TrainerException.class)
          .hasMessageContainingAll(
              "Field resume: the model of",
              "is of another cfg",
              "model.1.conv.weight is [8, 8, 3, 3]");
    }
  }

  @Test
  void withoutEpochsLeftOrWithAnotherOptimizerNothingGoesOn() throws IOException {
    assertRefused(Map.of("epochs", 5), "has finished 5 epochs and epochs is 5, so none is left");
    assertRefused(Map.of("optimizer", "AdamW"), "only trainings with SGD", "optimizer is AdamW");
    assertRefused(Map.of("weights", "yolov9-t.pt"), "give either resume or weights");
    assertRefused(Map.of("resume", "/w/last.safetensors"), "must be a last.pt of YOLOv9");
  }

  private static void assertRefused(Map<String, Object> changes, String... parts)
      throws IOException {
    JobSpec spec = spec(changes);
    assertThatThrownBy(() -> create(spec).close())
        .isInstanceOfSatisfying(
            TrainerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_INPUT))
        .hasMessageStartingWith("Field resume: ")
        .hasMessageContainingAll(parts);
  }

  private static float[] values(Snapshot snapshot, String file, String name) {
    FloatBuffer values =
        snapshot.files().get(file).stream()
            .filter(tensor -> tensor.name().equals(name))
            .findFirst()
            .orElseThrow()
            .data()
            .duplicate()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] array = new float[values.remaining()];
    values.get(array);
    return array;
  }
}
