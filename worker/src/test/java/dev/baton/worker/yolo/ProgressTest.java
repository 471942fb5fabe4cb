package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final double[] ROW = {0, 1};

  private final Progress progress = new Progress();

  @Test
  void trainingStopsWhenPatienceIsOver() {
    assertThat(progress.finishEpoch(ROW, 0.2, 2)).isTrue();
    assertThat(progress.finishEpoch(ROW, 0.1, 2)).isFalse();
    assertThat(progress.isStopped()).isFalse();
    assertThat(progress.finishEpoch(ROW, 0.1, 2)).isFalse();
    assertThat(progress.isStopped()).isTrue();
  }

  @Test
  void patienceAndTheBestFitnessGoOnAfterARestore() {
    progress.finishEpoch(ROW, 0.2, 2);
    progress.finishEpoch(ROW, 0.1, 2);
    Progress restored = new Progress();
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    progress.write(state);
    restored.read(state);
    assertThat(restored.finishEpoch(ROW, 0.15, 2)).as("fitter than all before").isFalse();
    assertThat(restored.isStopped()).isTrue();
    assertThat(restored.results()).hasSize(3);
  }

  @Test
  void anEqualFitnessCountsAsBetter() {
    progress.finishEpoch(ROW, 0.2, 1);
    assertThat(progress.finishEpoch(ROW, 0.2, 1)).isTrue();
    assertThat(progress.isStopped()).isFalse();
  }

  @Test
  void noPatienceMeansForEver() {
    for (int i = 0; i < 50; i++) {
      progress.finishEpoch(ROW, i == 0 ? 1 : 0, 0);
    }
    assertThat(progress.isStopped()).isFalse();
  }

  @Test
  void lossesAreMeansOverTheEpochsSteps() {
    progress.accumulated(new float[] {1, 2, 3});
    progress.accumulated(new float[] {3, 2, 1});
    assertThat(progress.meanLosses()).containsExactly(2, 2, 2);
    progress.finishEpoch(ROW, 0, 0);
    progress.accumulated(new float[] {5, 5, 5});
    assertThat(progress.meanLosses()).containsExactly(5, 5, 5);
  }
}
