package dev.baton.worker.yolo.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.baton.worker.yolo.loss.DetectionLoss.Loss;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.DirectMemory;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.HashFill;
import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Expected values: spec sections B.3 (80 classes, 128×128) and B.7 (3 classes, 96×160). */
class DetectionLossTest {
  private static final Percentage ROUNDING = Percentage.withPercentage(2e-4);
  private static final float[] COCO_TARGETS = {
    0, 0, .50f, .50f, .60f, .70f,
    0, 17, .30f, .40f, .25f, .30f,
    0, 5, .80f, .20f, .10f, .12f,
    1, 79, .55f, .45f, .90f, .80f,
    1, 2, .20f, .75f, .30f, .20f
  };
  private static final float[] HARD_TARGETS = {
    0, 0, .50f, .50f, .60f, .70f,
    0, 2, .30f, .40f, .25f, .30f,
    0, 1, .55f, .55f, .50f, .60f,
    2, 1, .26f, .26f, .02f, .03f,
    2, 2, .80f, .70f, .30f, .50f,
    3, 0, .40f, .50f, .30f, .40f,
    3, 0, .40f, .50f, .30f, .40f,
    3, 2, .40f, .50f, .30f, .40f
  };

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
    return maps(2, 144, 16, 16, tags);
  }

  private NDList hardMaps(String... tags) {
    return maps(4, 67, 12, 20, tags);
  }

  private NDList maps(int batch, int channels, int height, int width, String... tags) {
    NDList maps = new NDList();
    for (String tag : tags) {
      for (int level = 0; level < 3; level++) {
        Shape shape = new Shape(batch, channels, height >> level, width >> level);
        maps.add(HashFill.rawMap(manager, "feat." + tag + ".P" + (level + 3), shape));
      }
    }
    return maps;
  }

  private Loss cocoLoss(NDList maps, float... rows) {
    return new DetectionLoss(manager, 1, 0).of(maps, Targets.of(manager, rows, 2, 128, 128));
  }

  private Loss hardLoss(DetectionLoss loss, NDList maps, float... rows) {
    return loss.of(maps, Targets.of(manager, rows, 4, 96, 160));
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
        cocoLoss(cocoMaps("main"), COCO_TARGETS), 3576.9460, 3.0035768, 1778.8142, 6.6552286);
    assertLoss(cocoLoss(cocoMaps("aux"), COCO_TARGETS), 2734.5562, 3.1849613, 1357.6953, 6.3978319);
  }

  @Test
  void theAuxiliaryBranchCountsAQuarter() {
    assertLoss(
        cocoLoss(cocoMaps("aux", "main"), COCO_TARGETS),
        4260.5850,
        3.7998171,
        2118.2380,
        8.2546864);
  }

  @Test
  void withoutBoxesOnlyClassesAreJudged() {
    assertLoss(cocoLoss(cocoMaps("aux", "main")), 29609.418, 0, 14804.709, 0);
  }

  @Test
  void anImageWithoutBoxesIsAllBackground() {
    float[] ofFirstImage = Arrays.copyOf(COCO_TARGETS, 18);
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
    assertLoss(
        hardLoss(loss, hardMaps("main"), HARD_TARGETS), 619.7789, 4.743876, 144.01436, 6.186494);
    assertLoss(
        hardLoss(loss, hardMaps("aux", "main"), HARD_TARGETS),
        809.3399,
        5.927825,
        188.62073,
        7.786429);
  }

  @Test
  void theClassLossCanBeFocusedAndWeighted() {
    assertLoss(
        hardLoss(new DetectionLoss(manager, 1, 1.5), hardMaps("aux", "main"), HARD_TARGETS),
        359.0022,
        5.927825,
        76.036301,
        7.786429);
    assertLoss(
        hardLoss(new DetectionLoss(manager, 2.5, 0), hardMaps("aux", "main"), HARD_TARGETS),
        813.5869,
        5.927825,
        189.68246,
        7.786429);
  }

  @Test
  void boxesAreAssignedToTheAnchorPointsThatAgreeBest() {
    Targets targets = Targets.of(manager, HARD_TARGETS, 4, 96, 160);
    NDList assignment = new DetectionLoss(manager, 1, 0).branchTerms(hardMaps("main"), 0, targets);

    NDArray scores = assignment.get(1);
    NDArray owner = assignment.get(2);
    NDArray assigned = assignment.get(3).toType(DataType.INT64, false);
    assertThat(assigned.sum(new int[] {1}).toLongArray()).containsExactly(25, 0, 10, 12);
    assertThat((double) scores.sum().getFloat()).isCloseTo(5.693081, ROUNDING);
    assertThat((double) scores.max().getFloat()).isCloseTo(0.5461753, ROUNDING);
    NDArray ofLastImage = assigned.get(3).mul(owner.get(3).add(1));
    assertThat(ofLastImage.eq(1).sum().getLong()).as("first of the identical boxes").isEqualTo(10);
    assertThat(ofLastImage.eq(2).sum().getLong()).as("second of them").isZero();
    assertThat(ofLastImage.eq(3).sum().getLong()).as("third of them").isEqualTo(2);
  }

  @Test
  void gradientsAreTheReferences() {
    NDList maps = hardMaps("aux", "main");
    NDList gradients = new NDList();
    maps.forEach(map -> gradients.add(Autograd.attachGradient(map)));

    var loss = new DetectionLoss(manager, 1, 0);
    NDArray total = Autograd.record(() -> hardLoss(loss, maps, HARD_TARGETS).total());
    Autograd.backward(total);

    double[] norms = {2.269056, 1.177856, 0.580729, 7.389546, 3.746822, 1.934918};
    for (int i = 0; i < norms.length; i++) {
      assertThat((double) gradients.get(i).norm().getFloat()).isCloseTo(norms[i], ROUNDING);
    }
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
      Loss loss = Autograd.record(() -> cocoLoss(maps, COCO_TARGETS));
      beforeBackward.run();
      Autograd.backward(loss.total());
      return auxiliary.flatten().concat(main.flatten()).toFloatArray();
    }
  }
}
