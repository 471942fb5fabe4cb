package dev.baton.cli.curves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.jobs.StoredTraining;
import dev.baton.cli.output.Listing;
import dev.baton.common.messages.Json;
import dev.baton.common.objectstore.Damage;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobCurvesTest {
  private static final String JOB = "exp1";

  @TempDir Path folder;
  private ObjectStore store;
  private StoredTraining training;

  @BeforeEach
  void train() throws IOException {
    store = new DirectoryObjectStore(folder);
    training = new StoredTraining(store, JOB);
  }

  @Test
  void epochsAreCountedFromOneAndKnowWhenTheyEnded() throws IOException {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    training.checkpoint(1, 6, Optional.of(1L), Optional.empty());
    JobCurves curves = read(OptionalInt.of(10));
    assertThat(curves.columns()).contains("train/box_loss").doesNotContain("epoch");
    JobCurves.Epoch epoch = curves.epochs().getFirst();
    assertThat(epoch.epoch()).isEqualTo(1);
    assertThat(epoch.at()).contains(Instant.EPOCH);
    assertThat(epoch.metrics())
        .containsEntry("metrics/mAP_0.5", 0.5)
        .doesNotContainKey("val/box_loss"); // it is no number
    assertThat(curves.checkpoints()).extracting(JobCurves.Tick::position).containsExactly(1.0, 1.6);
  }

  @Test
  void stepsOfAnEpochAreGuessedWhereNobodyTellsThem() throws IOException {
    training.checkpoint(0, 3, Optional.empty(), Optional.empty());
    assertThat(read(OptionalInt.empty()).checkpoints().getFirst().position()).isEqualTo(0.75);
  }

  @Test
  void anOlderCheckpointStandsInForADamagedOne() throws IOException {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    training.checkpoint(2, 0, Optional.of(1L), Optional.of(0.6));
    Damage.TRUNCATED.apply(store, "jobs/exp1/data/attempt-1/2-0/state.json");
    assertThat(read(OptionalInt.empty()).epochs()).hasSize(1);
  }

  @Test
  void beforeTheFirstCheckpointThereIsNothing() throws IOException {
    JobCurves curves = read(OptionalInt.empty());
    assertThat(curves.columns()).isEmpty();
    assertThat(curves.epochs()).isEmpty();
  }

  @Test
  void theListingHasTheDocumentedShape() throws IOException {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    String json = Listing.json(List.of(read(OptionalInt.empty())));
    assertThat(Json.MAPPER.readTree(json).get(0).properties())
        .extracting(field -> field.getKey())
        .containsExactly("job", "columns", "epochs", "handovers", "checkpoints");
  }

  private JobCurves read(OptionalInt stepsPerEpoch) throws IOException {
    return JobCurves.read(store, JOB, training.history(), List.of(), stepsPerEpoch);
  }
}
