package dev.baton.worker.yolo.loss;

import static dev.baton.worker.yolo.loss.LossVectors.ROUNDING;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.TorchThread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Expected values: spec sections B.3 and B.7. */
class LossGradientTest {
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

  @Test
  void aSingleBranchLearnsAsTheReferences() {
    assertNorms(
        LossVectors.cocoMaps(manager, "main"),
        LossVectors.cocoTargets(manager),
        12.018270,
        6.052275,
        3.005959);
    assertNorms(
        LossVectors.cocoMaps(manager, "aux"),
        LossVectors.cocoTargets(manager),
        9.203289,
        4.582220,
        2.355397);
  }

  @Test
  void theAuxiliaryBranchLearnsAQuarterAndTheMainOneAll() {
    assertNorms(
        LossVectors.cocoMaps(manager, "aux", "main"),
        LossVectors.cocoTargets(manager),
        2.300822,
        1.145555,
        0.588849,
        12.018270,
        6.052275,
        3.005959);
    assertNorms(
        LossVectors.hardMaps(manager, "aux", "main"),
        LossVectors.hardTargets(manager),
        2.269056,
        1.177856,
        0.580729,
        7.389546,
        3.746822,
        1.934918);
  }

  @Test
  void withoutBoxesTheBackgroundIsLearnt() {
    NDList gradients =
        gradients(LossVectors.hardMaps(manager, "aux", "main"), LossVectors.hardNoTargets(manager));

    assertNorms(gradients.subNDList(3), 41.785103, 21.330961, 11.015644);
    gradients.forEach(
        gradient -> assertThat(gradient.get(":, :64").abs().max().getFloat()).isZero());
  }

  private void assertNorms(NDList maps, Targets targets, double... norms) {
    assertNorms(gradients(maps, targets), norms);
  }

  private NDList gradients(NDList maps, Targets targets) {
    NDList gradients = new NDList();
    maps.forEach(map -> gradients.add(Autograd.attachGradient(map)));
    var loss = new DetectionLoss(manager, 1, 0);
    NDArray total = Autograd.record(() -> loss.of(maps, targets).total());
    Autograd.backward(total);
    return gradients;
  }

  private static void assertNorms(NDList gradients, double... norms) {
    assertThat(gradients).hasSize(norms.length);
    for (int i = 0; i < norms.length; i++) {
      assertThat((double) gradients.get(i).norm().getFloat()).isCloseTo(norms[i], ROUNDING);
    }
  }
}
