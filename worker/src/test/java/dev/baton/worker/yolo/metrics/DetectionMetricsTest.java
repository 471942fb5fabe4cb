package dev.baton.worker.yolo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.worker.yolo.VectorNumbers;
import dev.baton.worker.yolo.metrics.DetectionMetrics.Judged;
import dev.baton.worker.yolo.metrics.MetricsSummary.PerClass;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectionMetricsTest {

  @Test
  void averagePrecisionInterpolatesAt101Recalls() {
    assertThat(
            AveragePrecision.of(
                new double[] {.25, .25, .5, .75}, new double[] {1, .5, 2.0 / 3, .75}))
        .isCloseTo(0.7175, within(1e-4));
  }

  /** Section 6.4's check; thresholds beyond the second repeat the second. */
  @Test
  void agreesWithTheSpecificationsSmallCase() {
    DetectionMetrics metrics = new DetectionMetrics();
    float[] scores = {.9f, .8f, .7f, .6f, .5f, .4f};
    int[] classes = {0, 0, 0, 1, 1, 0};
    boolean[] first = {true, false, true, true, false, true};
    boolean[] others = {true, false, false, true, false, false};
    for (int i = 0; i < scores.length; i++) {
      boolean[] isRight = new boolean[Matching.THRESHOLDS];
      for (int t = 0; t < isRight.length; t++) {
        isRight[t] = t == 0 ? first[i] : others[i];
      }
      metrics.add(new Judged(scores[i], classes[i], isRight));
    }
    metrics.addObjects(0, 4);
    metrics.addObjects(1, 2);
    List<PerClass> found = metrics.summary().classes();
    assertPerClass(found.get(0), 0.708458, 0.625375, 0.664329, 0.7175, 0.1 * (.7175 + 9 * .34));
    assertPerClass(found.get(1), 0.747748, 0.5, 0.599278, 0.6225, 0.6225);
  }

  /** The 200 predictions of appendix B.8. */
  @Test
  void agreesWithTheSpecificationsLargeCase() {
    VectorNumbers confidence = new VectorNumbers("ap.conf");
    VectorNumbers classes = new VectorNumbers("ap.cls");
    VectorNumbers iou = new VectorNumbers("ap.iou");
    DetectionMetrics metrics = new DetectionMetrics();
    for (int i = 0; i < 200; i++) {
      boolean[] isRight = new boolean[Matching.THRESHOLDS];
      for (int t = 0; t < isRight.length; t++) {
        isRight[t] = (iou.at(i) + confidence.at(i)) / 2 > 0.4 + 0.05 * t;
      }
      int classId = (int) (4 * classes.at(i));
      metrics.add(new Judged((float) confidence.at(i), classId == 3 ? 5 : classId, isRight));
    }
    int[] objects = {60, 40, 80, 10};
    for (int c = 0; c < objects.length; c++) {
      metrics.addObjects(c, objects[c]);
    }
    MetricsSummary summary = metrics.summary();
    assertPerClass(summary.classes().get(0), 0.791212, 0.4, 0.531366, 0.610199, 0.253015);
    assertPerClass(summary.classes().get(1), 0.644743, 0.55, 0.593615, 0.639117, 0.282012);
    assertPerClass(summary.classes().get(2), 0.827543, 0.479920, 0.607519, 0.643124, 0.263652);
    assertPerClass(summary.classes().get(3), 0, 0, 0, 0, 0);
    assertThat(summary.classes())
        .extracting(PerClass::truePositives)
        .containsExactly(24L, 22L, 38L, 0L);
    assertThat(summary.classes())
        .extracting(PerClass::falsePositives)
        .containsExactly(6L, 12L, 8L, 0L);
    assertThat(summary.precision()).isCloseTo(0.5658747, within(1e-7));
    assertThat(summary.recall()).isCloseTo(0.3574799, within(1e-7));
    assertThat(summary.map50()).isCloseTo(0.4731098, within(1e-7));
    assertThat(summary.map50To95()).isCloseTo(0.1996697, within(1e-7));
    assertThat(summary.fitness()).isCloseTo(0.2270138, within(1e-7));
  }

  @Test
  void perfectDetectionsScoreAlmostOne() {
    DetectionMetrics metrics = new DetectionMetrics();
    metrics.add(
        List.of(new Detection(0, 0, 10, 10, .9f, 0), new Detection(20, 0, 30, 10, .8f, 1)),
        List.of(new GroundTruth(1, 20, 0, 30, 10), new GroundTruth(0, 0, 0, 10, 10)));
    assertThat(metrics.summary().map50()).isCloseTo(0.995, within(1e-9));
    assertThat(metrics.summary().map50To95()).isCloseTo(0.995, within(1e-9));
  }

  @Test
  void curvesMeetTheSummaryAtTheOperatingPoint() {
    DetectionMetrics metrics = new DetectionMetrics();
    metrics.add(
        List.of(
            new Detection(0, 0, 10, 10, .9f, 0),
            new Detection(50, 0, 60, 10, .7f, 0),
            new Detection(20, 0, 30, 10, .5f, 0)),
        List.of(new GroundTruth(0, 0, 0, 10, 10), new GroundTruth(0, 20, 0, 30, 10)));
    MetricCurves curves = metrics.curves().orElseThrow();
    MetricCurves.OfClass only = curves.classes().getFirst();
    PerClass summary = metrics.summary().classes().getFirst();
    int point = curves.operatingPoint();
    assertThat(only.precision()[point]).isEqualTo(summary.precision());
    assertThat(only.recall()[point]).isEqualTo(summary.recall());
    assertThat(only.f1()[point]).isEqualTo(summary.f1());
    assertThat(curves.mean(MetricCurves.OfClass::recall)).isEqualTo(only.recall());
    assertThat(only.recall()[0]).isEqualTo(1);
    assertThat(only.recall()[999]).isZero();
    assertThat(only.precision()[999]).isEqualTo(1);
    assertThat(only.precisionAtRecall()[0]).isEqualTo(1);
    assertThat(only.precisionAtRecall()[998]).isCloseTo(2.0 / 3, within(1e-9));
    assertThat(only.precisionAtRecall()[999]).isZero();
  }

  @Test
  void aCurveIsSmoothedOverAPartOfItsLength() {
    double[] spike = new double[1000];
    spike[500] = 1;
    double[] smooth = MetricCurves.smooth(spike, 0.1);
    assertThat(smooth[450]).isEqualTo(smooth[550]).isEqualTo(1.0 / 101);
    assertThat(smooth[449]).isEqualTo(smooth[551]).isZero();
    assertThat(MetricCurves.peak(spike)).isEqualTo(500);
  }

  @Test
  void classesWithoutGroundTruthCountAsTheMean() {
    DetectionMetrics metrics = new DetectionMetrics();
    metrics.add(
        List.of(new Detection(0, 0, 10, 10, .9f, 1)),
        List.of(new GroundTruth(1, 0, 0, 10, 10), new GroundTruth(3, 20, 20, 30, 30)));
    MetricsSummary summary = metrics.summary();
    double mean = summary.map50To95();
    assertThat(summary.classMaps(4)).containsExactly(mean, 2 * mean, mean, 0);
  }

  @Test
  void nothingRightIsAllZero() {
    DetectionMetrics metrics = new DetectionMetrics();
    metrics.add(
        List.of(new Detection(50, 50, 60, 60, .9f, 0)), List.of(new GroundTruth(0, 0, 0, 10, 10)));
    assertThat(metrics.summary())
        .isEqualTo(new MetricsSummary(0, 0, 0, 0, List.of(new PerClass(0, 1, 0, 0, 0, 0, 0))));
    assertThat(metrics.curves()).isEmpty();
  }

  @Test
  void anEmptyValidationIsAllZero() {
    assertThat(new DetectionMetrics().summary())
        .isEqualTo(new MetricsSummary(0, 0, 0, 0, List.of()));
  }

  private static void assertPerClass(
      PerClass found, double precision, double recall, double f1, double ap50, double ap) {
    assertThat(found.precision()).isCloseTo(precision, within(1e-6));
    assertThat(found.recall()).isCloseTo(recall, within(1e-6));
    assertThat(found.f1()).isCloseTo(f1, within(1e-6));
    assertThat(found.ap50()).isCloseTo(ap50, within(1e-6));
    assertThat(found.ap50To95()).isCloseTo(ap, within(1e-6));
  }
}
