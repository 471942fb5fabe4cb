package dev.baton.worker.yolo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

  /** Appendix B.6. */
  @Test
  void agreesWithTheSpecificationsSmallCase() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    matrix.add(
        List.of(
            new Detection(0, 0, 10, 10, .9f, 0),
            new Detection(0, 0, 9, 10, .8f, 1),
            new Detection(30, 30, 40, 40, .6f, 1),
            new Detection(50, 50, 60, 60, .2f, 1)),
        List.of(
            new GroundTruth(0, 0, 0, 10, 10),
            new GroundTruth(1, 31, 30, 40, 40),
            new GroundTruth(1, 80, 80, 90, 90)));
    assertThat(rows(matrix)).isDeepEqualTo(new long[][] {{1, 0, 0}, {0, 1, 1}, {0, 1, 0}});
  }

  /** Appendix B.8: a label goes to the detection that overlaps it most, whatever its class. */
  @Test
  void agreesWithTheSpecificationsLargeCase() {
    ConfusionMatrix matrix = new ConfusionMatrix(3);
    matrix.add(MatchingTest.DETECTIONS, MatchingTest.LABELS);
    assertThat(rows(matrix))
        .isDeepEqualTo(new long[][] {{0, 0, 0, 1}, {1, 1, 0, 2}, {0, 0, 1, 0}, {0, 1, 0, 0}});
  }

  @Test
  void falseAlarmsCountOnlyBesideAMatch() {
    ConfusionMatrix matrix = new ConfusionMatrix(1);
    List<Detection> far = List.of(new Detection(50, 50, 60, 60, .9f, 0));
    matrix.add(far, List.of());
    matrix.add(far, List.of(new GroundTruth(0, 0, 0, 10, 10)));
    assertThat(rows(matrix)).isDeepEqualTo(new long[][] {{0, 0}, {1, 0}});
  }

  @Test
  void ofEqualOverlapsTheHigherScoreIsTaken() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    matrix.add(
        List.of(new Detection(0, 0, 10, 10, .9f, 1), new Detection(0, 0, 10, 10, .8f, 0)),
        List.of(new GroundTruth(0, 0, 0, 10, 10)));
    assertThat(rows(matrix)).isDeepEqualTo(new long[][] {{0, 0, 1}, {1, 0, 0}, {0, 0, 0}});
  }

  @Test
  void sharesOfAColumnAddUpToOne() {
    ConfusionMatrix matrix = new ConfusionMatrix(3);
    matrix.add(MatchingTest.DETECTIONS, MatchingTest.LABELS);
    assertThat(matrix.share(1, 1)).isCloseTo(0.5, within(1e-6));
    assertThat(matrix.share(3, 1)).isCloseTo(0.5, within(1e-6));
    assertThat(new ConfusionMatrix(1).share(0, 0)).isZero();
  }

  private static long[][] rows(ConfusionMatrix matrix) {
    long[][] rows = new long[matrix.classes() + 1][matrix.classes() + 1];
    for (int predicted = 0; predicted < rows.length; predicted++) {
      for (int actual = 0; actual < rows.length; actual++) {
        rows[predicted][actual] = matrix.count(predicted, actual);
      }
    }
    return rows;
  }
}
