package dev.baton.cli.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.worker.yolo.metrics.ResultsCsv;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveMetricTest {
  private static final List<String> YOLO = ResultsCsv.columns();
  private static final List<String> TINY = List.of("train/loss", "metrics/accuracy");

  @Test
  void theLossIsTheSumOfItsParts() {
    CurveMetric loss = CurveMetric.of("loss", YOLO);
    assertThat(loss.columns())
        .containsExactly("train/box_loss", "train/cls_loss", "train/dfl_loss");
    assertThat(loss.title()).isEqualTo("loss: box + cls + dfl");
    assertThat(CurveMetric.of("loss", TINY).columns()).containsExactly("train/loss");
  }

  @Test
  void columnsAreFoundByShortAndByOwnNames() {
    assertThat(CurveMetric.of("map50", YOLO).columns()).containsExactly("metrics/mAP_0.5");
    assertThat(CurveMetric.of("mAP_0.5:0.95", YOLO).columns())
        .containsExactly("metrics/mAP_0.5:0.95");
    assertThat(CurveMetric.of("val/dfl_loss", YOLO).columns()).containsExactly("val/dfl_loss");
    assertThat(CurveMetric.of("accuracy", TINY).columns()).containsExactly("metrics/accuracy");
  }

  @Test
  void whatNobodyHasIsAnsweredByWhatThereIs() {
    assertThatThrownBy(() -> CurveMetric.of("mapp50", YOLO))
        .hasMessageContaining("did you mean \"map50\"?");
    assertThatThrownBy(() -> CurveMetric.of("map50", TINY))
        .hasMessageContaining("loss, metrics/accuracy, train/loss");
  }

  @Test
  void usualAreTheLossAndTheMeanPrecisions() {
    assertThat(CurveMetric.usual(YOLO))
        .extracting(CurveMetric::name)
        .containsExactly("loss", "map50", "map");
    assertThat(CurveMetric.usual(TINY))
        .extracting(CurveMetric::name)
        .containsExactly("loss", "metrics/accuracy");
  }
}
