package dev.baton.worker.yolo.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ModelCardTest {
  @Test
  void metadataBringsBackAllThatACardSays() {
    ModelCard card =
        new ModelCard(
            List.of("white cell", "O'Neill \"1\"", "猫"),
            OptionalInt.of(320),
            Optional.of("backbone:\n  - [-1, 1, Conv, [16, 3, 2]]\n"));

    assertThat(ModelCard.of(card.toMetadata())).isEqualTo(card);
    assertThat(card.toMetadata()).containsEntry("task", "detect").containsEntry("stride", "32");
  }

  @Test
  void filesOfOtherProgramsSayLess() {
    assertThat(ModelCard.of(Map.of())).isEqualTo(ModelCard.BLANK);
    assertThat(ModelCard.of(Map.of("names", "no json", "imgsz", "[640, 640]")))
        .isEqualTo(ModelCard.BLANK);
    assertThat(ModelCard.of(Map.of("names", "{\"0\": \"cat\", \"1\": \"dog\"}")).classNames())
        .containsExactly("cat", "dog");
  }
}
