package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.output.Line;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.weights.ModelCard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobWeightsTest {
  private static final String JOB = "exp1";
  private static final ModelCard CARD =
      new ModelCard(
          List.of("cat", "dog"), OptionalInt.of(640), Optional.of(ModelYaml.of("gelan-t").text()));

  @TempDir Path folder;
  private ObjectStore store;
  private StoredTraining training;

  @BeforeEach
  void train() throws IOException {
    store = new DirectoryObjectStore(folder.resolve("store"));
    training = new StoredTraining(store, JOB);
    training.pinData(store, List.of("cat", "dog"));
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.7));
    training.checkpoint(2, 0, Optional.of(2L), Optional.of(0.4));
    training.checkpoint(2, 5, Optional.of(3L), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"best, 1.0", "last, 2.5", "epoch_2, 2.0", "3, 2.0"})
  void areFoundByTheNamesThatPeopleUse(String which, float weight) throws IOException {
    assertThat(weight(JobWeights.find(store, JOB, which).safetensors())).isEqualTo(weight);
  }

  @Test
  void sayWhichModelAndClassesTheyAreOf() throws IOException {
    assertThat(card(JobWeights.find(store, JOB, "best").safetensors())).isEqualTo(CARD);
  }

  @Test
  void anOlderCheckpointStandsInForADamagedOne() throws IOException {
    Files.writeString(folder.resolve("store/jobs/exp1/data/attempt-1/1-0/ema.safetensors"), "");
    assertThat(weight(JobWeights.find(store, JOB, "best").safetensors())).isEqualTo(2.0f);
  }

  @Test
  void ofAnotherNameAreRefusedWithThoseThatThereAre() {
    assertThatThrownBy(() -> JobWeights.find(store, JOB, "epoch_9"))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("epoch_1, epoch_2");
    assertThatThrownBy(() -> JobWeights.find(store, "exp9", "best"))
        .hasMessageContaining("no job exp9; did you mean exp1");
  }

  /** Old jobs and those whose index is gone still have a model and an image size. */
  @Test
  void withoutAnIndexOfTheDataOnlyTheNamesAreMissing() throws IOException {
    StoredTraining old = new StoredTraining(store, "old");
    old.checkpoint(1, 0, Optional.empty(), Optional.of(0.7));
    assertThat(card(JobWeights.find(store, "old", "best").safetensors()))
        .isEqualTo(CARD.withClassNames(List.of()));
  }

  @Test
  void aSingleClassHasTheNameThatTrainersGiveIt() throws IOException {
    StoredTraining single = new StoredTraining(store, "single", ",\"single_cls\":true");
    single.pinData(store, List.of("cat", "dog"));
    single.checkpoint(1, 0, Optional.empty(), Optional.of(0.7));
    assertThat(card(JobWeights.find(store, "single", "last").safetensors()).classNames())
        .containsExactly("item");
  }

  @Test
  void aFetchedRunSaysTheSameAndWhatToTypeNext() throws IOException {
    Path run = folder.resolve("my runs");
    FetchedRun.write(store, JOB, training.history(), RunDirectory.open(run, false));

    assertThat(card(Files.readAllBytes(run.resolve("weights/last.safetensors")))).isEqualTo(CARD);
    assertThat(card(Files.readAllBytes(run.resolve("weights/best.safetensors")))).isEqualTo(CARD);
    assertThat(NextSteps.after(StoredTraining.spec(JOB), run))
        .extracting(Line::text)
        .containsExactly(
            "See what it finds:  baton predict --weights '%s/weights/best.safetensors' --source FOLDER"
                .formatted(run),
            "Measure it:         baton val '%s/weights/best.safetensors' --data /d/data.yaml"
                .formatted(run));
  }

  private static ModelCard card(byte[] safetensors) throws IOException {
    return ModelCard.of(Safetensors.readMetadata(ByteBuffer.wrap(safetensors)));
  }

  private static float weight(byte[] safetensors) throws IOException {
    return Safetensors.read(ByteBuffer.wrap(safetensors))
        .getFirst()
        .data()
        .order(ByteOrder.LITTLE_ENDIAN)
        .getFloat(0);
  }
}
