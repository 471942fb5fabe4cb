package dev.baton.worker.yolo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.baton.worker.yolo.VectorNumbers;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Labels;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Rivals;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Settings;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NonMaxSuppressionTest {
  private static final int ANCHORS = 60;
  private static final int CLASSES = 3;

  /** The vectors of the specification's appendix B.8. */
  static Stream<Arguments> vectors() {
    return Stream.of(
        Arguments.of(
            Settings.VALIDATION,
            new int[] {18, 18, 21},
            19.971534,
            10695.8348,
            new Detection(80.39330f, 0, 0, 0, .001200f, 2)),
        Arguments.of(
            new Settings(.001f, .7f, 300, Labels.MULTIPLE, Rivals.ANY_CLASS),
            new int[] {5, 7, 8},
            11.900836,
            3793.0741,
            new Detection(283.15143f, 0, 0, 0, .124378f, 2)),
        Arguments.of(
            new Settings(.001f, .7f, 5, Labels.MULTIPLE, Rivals.SAME_CLASS),
            new int[] {2, 1, 2},
            4.469106,
            1139.2552,
            new Detection(146.45203f, 0, 0, 0, .791617f, 1)),
        Arguments.of(
            Settings.DETECTION,
            new int[] {6, 6, 5},
            11.662956,
            3280.4783,
            new Detection(285.27445f, 0, 0, 0, .350311f, 1)),
        Arguments.of(
            new Settings(.25f, .45f, 1000, Labels.SINGLE, Rivals.ANY_CLASS),
            new int[] {2, 1, 3},
            5.057405,
            1155.3880,
            new Detection(164.62735f, 0, 0, 0, .711736f, 2)));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void keepsWhatTheReferenceKeeps(
      Settings settings, int[] perClass, double sumOfScores, double sumOfX1, Detection last) {
    List<Detection> kept =
        NonMaxSuppression.suppress(vectorPredictions(), CLASSES, ANCHORS, settings);
    for (int c = 0; c < CLASSES; c++) {
      int classId = c;
      assertThat(kept).filteredOn(d -> d.classId() == classId).hasSize(perClass[c]);
    }
    assertThat(kept.stream().mapToDouble(Detection::score).sum())
        .isCloseTo(sumOfScores, within(1e-5));
    assertThat(kept.stream().mapToDouble(Detection::x1).sum()).isCloseTo(sumOfX1, within(1e-3));
    Detection first = kept.getFirst();
    assertThat(first.x1()).isCloseTo(247.88037f, within(1e-4f));
    assertThat(first.y1()).isCloseTo(52.45031f, within(1e-4f));
    assertThat(first.x2()).isCloseTo(312.00806f, within(1e-4f));
    assertThat(first.y2()).isCloseTo(151.23703f, within(1e-4f));
    assertThat(first.score()).isCloseTo(0.941527f, within(1e-6f));
    assertThat(kept.getLast().x1()).isCloseTo(last.x1(), within(1e-4f));
    assertThat(kept.getLast().score()).isCloseTo(last.score(), within(1e-6f));
    assertThat(kept.getLast().classId()).isEqualTo(last.classId());
  }

  @Test
  void equalScoresKeepTheOrderOfAnchors() {
    FloatBuffer twoFarBoxes =
        FloatBuffer.wrap(new float[] {10, 90, 10, 90, 5, 5, 5, 5, 0.5f, 0.5f});
    List<Detection> kept = NonMaxSuppression.suppress(twoFarBoxes, 1, 2, Settings.VALIDATION);
    assertThat(kept).extracting(Detection::x1).containsExactly(7.5f, 87.5f);
  }

  /** There is nothing to keep apart: with one class all boxes are rivals. */
  @Test
  void aSingleClassSuppressesAsAnyClassDoes() {
    FloatBuffer one =
        FloatBuffer.wrap(new float[] {10, 11, 50, 10, 10, 50, 8, 8, 8, 8, 8, 8, .9f, .8f, .7f});
    Settings agnostic = new Settings(.001f, .7f, 300, Labels.MULTIPLE, Rivals.ANY_CLASS);
    assertThat(NonMaxSuppression.suppress(one, 1, 3, Settings.VALIDATION))
        .isEqualTo(NonMaxSuppression.suppress(one, 1, 3, agnostic))
        .hasSize(2);
  }

  /** Before they suppress anything, but after the best class of an anchor was chosen. */
  @Test
  void classesThatAreNotWantedDoNotTakePart() {
    FloatBuffer same =
        FloatBuffer.wrap(new float[] {10, 10, 10, 10, 8, 8, 8, 8, .9f, .4f, .3f, .8f});
    Settings second = new Settings(.1f, .5f, 9, Labels.SINGLE, Rivals.ANY_CLASS, Set.of(1));
    assertThat(NonMaxSuppression.suppress(same, 2, 2, second))
        .extracting(Detection::classId, Detection::score)
        .containsExactly(tuple(1, .8f));
  }

  @Test
  void nothingAboveTheConfidenceGivesNothing() {
    FloatBuffer faint = FloatBuffer.wrap(new float[] {10, 10, 5, 5, 0.001f});
    assertThat(NonMaxSuppression.suppress(faint, 1, 1, Settings.VALIDATION)).isEmpty();
  }

  @Test
  void readsFromTheBuffersPositionAndLeavesItThere() {
    FloatBuffer secondImage =
        FloatBuffer.wrap(new float[] {0, 0, 0, 0, 0, 10, 10, 5, 5, 0.9f}).position(5);
    assertThat(NonMaxSuppression.suppress(secondImage, 1, 1, Settings.VALIDATION)).hasSize(1);
    assertThat(secondImage.position()).isEqualTo(5);
  }

  private static FloatBuffer vectorPredictions() {
    VectorNumbers group = new VectorNumbers("nms.g");
    VectorNumbers x = new VectorNumbers("nms.x");
    VectorNumbers y = new VectorNumbers("nms.y");
    VectorNumbers w = new VectorNumbers("nms.w");
    VectorNumbers h = new VectorNumbers("nms.h");
    VectorNumbers score = new VectorNumbers("nms.s");
    float[] decoded = new float[(4 + CLASSES) * ANCHORS];
    for (int i = 0; i < ANCHORS; i++) {
      decoded[i] = (float) (100 + 70 * Math.floor(4 * group.at(i)) + 40 * x.at(i));
      decoded[ANCHORS + i] = (float) (100 + 30 * y.at(i));
      decoded[2 * ANCHORS + i] = (float) (60 + 20 * w.at(i));
      decoded[3 * ANCHORS + i] = (float) (80 + 20 * h.at(i));
      for (int c = 0; c < CLASSES; c++) {
        decoded[(4 + c) * ANCHORS + i] = (float) Math.pow(score.at(60 * c + i), 4);
      }
    }
    return FloatBuffer.wrap(decoded);
  }
}
