package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.worker.attempt.TrainerException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingIdentityTest {
  private static final TrainingIdentity OWN =
      new TrainingIdentity(
          "nc: 2", List.of("box", "disc"), "d1", Optional.of("w1"), 64, 4, Map.of("lr0", 0.01));

  @ParameterizedTest
  @ValueSource(strings = {"model", "names", "data", "weights", "imgsz", "batch"})
  void aSnapshotThatDiffersInAFieldIsRefusedByThatField(String field) {
    ObjectNode snapshot = OWN.toJson();
    snapshot.put(field, "another");
    assertRefused(snapshot, "its field " + field + " is \"another\"");
    snapshot.remove(field);
    assertRefused(snapshot, "its field " + field + " is missing");
  }

  @Test
  void aSnapshotOfAnotherFormatIsRefused() {
    assertRefused(OWN.toJson().put("format", 2), "its format is 2, this worker reads 1");
  }

  @Test
  void theSameTrainingGoesOn() {
    OWN.requireSame(OWN.toJson());
  }

  private static void assertRefused(ObjectNode snapshot, String why) {
    assertThatThrownBy(() -> OWN.requireSame(snapshot))
        .isInstanceOfSatisfying(
            TrainerException.class,
            e -> assertThat(e.kind()).isEqualTo(TrainerException.Kind.BAD_INPUT))
        .hasMessageContaining(why);
  }
}
