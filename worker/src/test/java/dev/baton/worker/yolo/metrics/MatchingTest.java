package dev.baton.worker.yolo.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatchingTest {

  /** The example of appendix B.8. */
  static final List<Detection> DETECTIONS =
      List.of(
          new Detection(0, 0, 10, 9, .9f, 0),
          new Detection(0, 0, 10, 10, .8f, 1),
          new Detection(20, 0, 30, 10, .7f, 1),
          new Detection(21, 0, 31, 10, .6f, 1),
          new Detection(20, 0, 30, 9, .55f, 1),
          new Detection(50, 50, 60, 60, .3f, 2));

  static final List<GroundTruth> LABELS =
      List.of(
          new GroundTruth(0, 0, 0, 10, 10),
          new GroundTruth(1, 20, 0, 30, 10),
          new GroundTruth(1, 22, 0, 32.5f, 10),
          new GroundTruth(2, 50, 51, 60, 61));

  @Test
  void agreesWithTheSpecificationsExample() {
    assertThat(thresholdsPassed(Matching.match(DETECTIONS, LABELS)))
        .containsExactly(9, 0, 10, 0, 0, 7);
  }

  @Test
  void theMoreConfidentDetectionWinsOverTheMoreExact() {
    List<Detection> detections =
        List.of(new Detection(0, 0, 10, 9, .9f, 0), new Detection(0, 0, 10, 10, .8f, 0));
    boolean[][] isRight = Matching.match(detections, List.of(new GroundTruth(0, 0, 0, 10, 10)));
    assertThat(thresholdsPassed(isRight)).containsExactly(9, 1);
    assertThat(isRight[1][9]).isTrue();
  }

  @Test
  void imagesWithoutLabelsOrWithoutDetectionsMatchNothing() {
    Detection detection = new Detection(0, 0, 10, 10, .9f, 0);
    GroundTruth label = new GroundTruth(0, 0, 0, 10, 10);
    assertThat(thresholdsPassed(Matching.match(List.of(detection), List.of()))).containsExactly(0);
    assertThat(Matching.match(List.of(), List.of(label))).isEmpty();
  }

  private static int[] thresholdsPassed(boolean[][] isRight) {
    int[] passed = new int[isRight.length];
    for (int i = 0; i < passed.length; i++) {
      for (boolean right : isRight[i]) {
        passed[i] += right ? 1 : 0;
      }
    }
    return passed;
  }
}
