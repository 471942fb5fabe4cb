package dev.baton.worker.yolo.loss;

import static dev.baton.worker.yolo.loss.LossVectors.ROUNDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Expected values: spec sections B.3 and B.7. */
class AssignmentTest {
  private NDManager manager;

  @BeforeEach
  void openManager() {
    TorchThread.prepare(1);
    manager = TorchThread.newManager();
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  /**
   * What a branch was assigned.
   *
   * @param scores (B, A, C)
   * @param owner (B, A), index of the true box
   * @param assigned (B, A), 1 where there is one
   */
  private record Assignment(NDArray scores, NDArray owner, NDArray assigned) {

    Map<Long, Integer> positivesByClass() {
      Map<Long, Integer> counts = new TreeMap<>();
      long[] classes = scores.argMax(2).flatten().toLongArray();
      long[] positive = assigned.flatten().toLongArray();
      for (int i = 0; i < classes.length; i++) {
        if (positive[i] > 0) {
          counts.merge(classes[i], 1, Integer::sum);
        }
      }
      return counts;
    }

    int[] firstPositives(int image, int count) {
      long[] positive = assigned.get(image).toLongArray();
      return IntStream.range(0, positive.length)
          .filter(i -> positive[i] > 0)
          .limit(count)
          .toArray();
    }
  }

  private Assignment assignment(NDList maps, Targets targets) {
    NDList terms = new DetectionLoss(manager, 1, 0).branchTerms(maps, 0, targets);
    return new Assignment(terms.get(1), terms.get(2), terms.get(3).toType(DataType.INT64, false));
  }

  private static void assertTargets(
      Assignment assignment, long[] positives, double sum, double max) {
    assertThat(assignment.assigned().sum(new int[] {1}).toLongArray()).isEqualTo(positives);
    assertThat((double) assignment.scores().sum().getFloat()).isCloseTo(sum, ROUNDING);
    assertThat((double) assignment.scores().max().getFloat()).isCloseTo(max, ROUNDING);
  }

  @Test
  void boxesAreAssignedToTheAnchorPointsThatAgreeBest() {
    Targets targets = LossVectors.cocoTargets(manager);
    Assignment main = assignment(LossVectors.cocoMaps(manager, "main"), targets);
    Assignment auxiliary = assignment(LossVectors.cocoMaps(manager, "aux"), targets);

    assertTargets(main, new long[] {20, 20}, 6.6652217, 0.8605817);
    assertThat(main.positivesByClass()).isEqualTo(Map.of(0L, 10, 2L, 10, 5L, 2, 17L, 8, 79L, 10));
    assertThat(main.firstPositives(0, 8)).containsExactly(44, 61, 67, 68, 69, 72, 86, 87);
    assertTargets(auxiliary, new long[] {22, 20}, 8.6911917, 0.7801867);
    assertThat(auxiliary.positivesByClass())
        .isEqualTo(Map.of(0L, 10, 2L, 10, 5L, 3, 17L, 9, 79L, 10));
    assertThat(auxiliary.firstPositives(0, 8)).containsExactly(60, 61, 67, 68, 70, 84, 85, 88);
  }

  /**
   * The boxes (10, 10, 50, 60) and (20, 15, 70, 55) of spec section 3.6, a fiftieth as large in
   * cells and moved, so that the true one contains a single anchor point, the first. Its target
   * score is then their complete IoU.
   */
  @Test
  void completeIouIsThatOfTheSpecificationsExample() {
    float[] first = new float[65 * 16]; // (1, 65, 4, 4), of stride 8
    double[] distances = {0.3, 0.45, 0.5, 0.55}; // in cells: between the bins 0 and 1
    for (int side = 0; side < 4; side++) {
      for (int bin = 0; bin < 16; bin++) {
        double odds = Math.log(distances[side] / (1 - distances[side]));
        first[(16 * side + bin) * 16] = bin == 0 ? 0 : bin == 1 ? (float) odds : -100;
      }
    }
    NDList maps =
        new NDList(
            manager.create(first, new Shape(1, 65, 4, 4)),
            manager.zeros(new Shape(1, 65, 2, 2)),
            manager.zeros(new Shape(1, 65, 1, 1)));
    Targets truth =
        Targets.of(
            manager, new float[] {0, 0, 7.2f / 32, 4.4f / 32, 8f / 32, 6.4f / 32}, 1, 32, 32);

    Assignment assignment = assignment(maps, truth);

    assertThat(assignment.assigned().sum().getLong()).isEqualTo(1);
    assertThat((double) assignment.scores().getFloat(0, 0, 0)).isCloseTo(0.3910197, within(1e-6));
  }

  @Test
  void theFirstOfIdenticalBoxesKeepsWhatTheyShare() {
    Assignment main =
        assignment(LossVectors.hardMaps(manager, "main"), LossVectors.hardTargets(manager));

    assertTargets(main, new long[] {25, 0, 10, 12}, 5.693081, 0.5461753);
    long[] assigned = main.assigned().get(3).toLongArray();
    long[] owner = main.owner().get(3).toLongArray();
    long[] positives = new long[3];
    for (int i = 0; i < owner.length; i++) {
      positives[(int) owner[i]] += assigned[i];
    }
    assertThat(Arrays.stream(positives).boxed()).containsExactly(10L, 0L, 2L);
  }
}
