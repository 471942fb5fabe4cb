package dev.baton.cli.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.predict.Prediction.Times;
import dev.baton.worker.yolo.metrics.Detection;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PredictionLineTest {
  private static final List<String> NAMES = List.of("WBC", "RBC", "Platelets");

  @Test
  void countsByClassAsYolov9Does() {
    Prediction seen = seen(List.of(box(1), box(0), box(2), box(1), box(2)));
    String position = PredictionLine.position(1, 3, Path.of("cells/a.jpg"));
    assertThat(PredictionLine.of(position, seen, NAMES))
        .isEqualTo("image 1/3 cells/a.jpg: 416x640 1 WBC, 2 RBCs, 2 Platelets, 118.4ms");
  }

  @Test
  void saysThatNothingWasFound() {
    assertThat(PredictionLine.of("image 1/1 a.jpg", seen(List.of()), NAMES))
        .isEqualTo("image 1/1 a.jpg: 416x640 (no detections), 118.4ms");
  }

  @Test
  void resultsOfEqualNamesGetNumbers() {
    ResultNames names = new ResultNames();
    assertThat(names.next(Path.of("x/a.b.jpg"))).isEqualTo("a.b");
    assertThat(names.next(Path.of("y/a.b.jpg"))).isEqualTo("a.b-2");
    assertThat(names.next(Path.of("a.b.png"))).isEqualTo("a.b-3");
    assertThat(names.next(Path.of("c.png"))).isEqualTo("c");
  }

  private static Prediction seen(List<Detection> found) {
    return new Prediction(
        Path.of("cells/a.jpg"),
        OptionalInt.empty(),
        "a",
        640,
        410,
        640,
        416,
        found,
        new Times(3, 118.44));
  }

  private static Detection box(int classId) {
    return new Detection(1, 2, 3, 4, 0.5f, classId);
  }
}
