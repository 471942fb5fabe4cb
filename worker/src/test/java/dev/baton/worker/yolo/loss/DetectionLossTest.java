package dev.baton.worker.yolo.loss;

import static dev.baton.worker.yolo.loss.LossVectors.ROUNDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.baton.worker.yolo.loss.DetectionLoss.Loss;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.DirectMemory;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Expected values: spec sections B.3 (80 classes, 128×128) and B.7 (3 classes, 96×160). */
class DetectionLossTest {
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

  private NDList cocoMaps(String... tags) {
    return LossVectors.cocoMaps(manager, tags);
  }

  private NDList hardMaps(String... tags) {
    return LossVectors.hardMaps(manager, tags);
  }

  private Loss cocoLoss(NDList maps, float... rows) {
    return new DetectionLoss(manager, 1, 0).of(maps, LossVectors.cocoTargets(manager, rows));
  }

  private Loss hardLoss(DetectionLoss loss, NDList maps) {
    return loss.of(maps, LossVectors.hardTargets(manager));
  }

  private static void assertLoss(Loss loss, double total, double box, double cls, double dfl) {
    float[] items = loss.items().toFloatArray();
    assertThat((double) loss.total().getFloat()).isCloseTo(total, ROUNDING);
    assertThat((double) items[0]).isCloseTo(box, ROUNDING);
    assertThat((double) items[1]).isCloseTo(cls, ROUNDING);
    assertThat((double) items[2]).isCloseTo(dfl, ROUNDING);
  }

  @Test
  void aSingleBranchIsJudgedAsByTheReference() {
    assertLoss(
        cocoLoss(cocoMaps("main"), LossVectors.cocoRows()),
        3576.9460,
        3.0035768,
        1778.8142,
        6.6552286);
    assertLoss(
        cocoLoss(cocoMaps("aux"), LossVectors.cocoRows()),
        2734.5562,
        3.1849613,
        1357.6953,
        6.3978319);
  }

  @Test
  void theAuxiliaryBranchCountsAQuarter() {
    assertLoss(
        cocoLoss(cocoMaps("aux", "main"), LossVectors.cocoRows()),
        4260.5850,
        3.7998171,
        2118.2380,
        8.2546864);
  }

  @Test
  void withoutBoxesOnlyClassesAreJudged() {
    assertLoss(cocoLoss(cocoMaps("aux", "main")), 29609.418, 0, 14804.709, 0);
    assertLoss(
        new DetectionLoss(manager, 1, 0)
            .of(hardMaps("aux", "main"), LossVectors.hardNoTargets(manager)),
        4104.4053,
        0,
        1026.1013,
        0);
  }

  @Test
  void anImageWithoutBoxesIsAllBackground() {
    float[] ofFirstImage = Arrays.copyOf(LossVectors.cocoRows(), 18);
    assertLoss(
        cocoLoss(cocoMaps("aux", "main"), ofFirstImage),
        12551.313,
        4.8462877,
        6262.0366,
        8.7733822);
  }

  @Test
  void identicalOverlappingAndTinyBoxesAreJudgedAsByTheReference() {
    var loss = new DetectionLoss(manager, 1, 0);
    assertLoss(hardLoss(loss, hardMaps("main")), 619.7789, 4.743876, 144.01436, 6.186494);
    assertLoss(hardLoss(loss, hardMaps("aux", "main")), 809.3399, 5.927825, 188.62073, 7.786429);
  }

  @Test
  void theClassLossCanBeFocusedAndWeighted() {
    assertLoss(
        hardLoss(new DetectionLoss(manager, 1, 1.5), hardMaps("aux", "main")),
        359.0022,
        5.927825,
        76.036301,
        7.786429);
    assertLoss(
        hardLoss(new DetectionLoss(manager, 2.5, 0), hardMaps("aux", "main")),
        813.5869,
        5.927825,
        189.68246,
        7.786429);
  }

  @Test
  void ofThreeBranchesTheFirstTwoCountAQuarter() {
    assertLoss(
        hardLoss(new DetectionLoss(manager, 1, 0), hardMaps("aux", "aux2", "main")),
        988.1318,
        7.130020,
        230.46480,
        9.438121);
  }

  @Test
  void targetsAreSortedIntoImagesAndPadded() {
    float[] rows = {1, 4, .5f, .5f, .5f, .25f, 0, 2, .25f, .5f, .5f, 1, 1, 3, 1, 1, .5f, .5f};

    Targets targets = Targets.of(manager, rows, 3, 64, 32);

    assertThat(targets.classes().toLongArray()).containsExactly(2, 0, 4, 3, 0, 0);
    assertThat(targets.boxesXyxy().get(0).toFloatArray()).containsExactly(0, 0, 16, 64, 0, 0, 0, 0);
    assertThat(targets.boxesXyxy().get(1).toFloatArray())
        .containsExactly(8, 24, 24, 40, 24, 48, 40, 80);
    assertThat(targets.boxesXyxy().get(2).sum().getFloat()).isCloseTo(0, within(0f));
  }

  /**
   * A number that DJL turns into a tensor lies in a Java buffer that is garbage at once, while what
   * backward needs of it is kept as a pointer. A collection in between must not change a gradient.
   */
  @Test
  void aGarbageCollectionBeforeBackwardChangesNoGradient() {
    float[] undisturbed = gradientOfDualLoss(() -> {});
    for (int round = 0; round < 5; round++) {
      assertThat(gradientOfDualLoss(DirectMemory::collectAndReuse)).isEqualTo(undisturbed);
    }
  }

  /** Gradients of the first map of both branches, one after the other. */
  private float[] gradientOfDualLoss(Runnable beforeBackward) {
    try (NDManager step = manager.newSubManager()) {
      NDList maps = cocoMaps("aux", "main");
      maps.attach(step);
      NDArray auxiliary = Autograd.attachGradient(maps.get(0));
      NDArray main = Autograd.attachGradient(maps.get(3));
      Loss loss = Autograd.record(() -> cocoLoss(maps, LossVectors.cocoRows()));
      beforeBackward.run();
      Autograd.backward(loss.total());
      return auxiliary.flatten().concat(main.flatten()).toFloatArray();
    }
  }
}
