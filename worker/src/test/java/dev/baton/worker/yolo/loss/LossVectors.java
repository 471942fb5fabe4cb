package dev.baton.worker.yolo.loss;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.baton.worker.yolo.vectors.HashFill;
import org.assertj.core.data.Percentage;

/** Raw maps and true boxes of spec sections B.3 and B.7, whose losses the reference computed. */
final class LossVectors {
  /** Their printed digits and what single precision rounds. */
  static final Percentage ROUNDING = Percentage.withPercentage(2e-4);

  /** 80 classes, two images of 128×128. */
  private static final float[] COCO_TARGETS = {
    0, 0, .50f, .50f, .60f, .70f,
    0, 17, .30f, .40f, .25f, .30f,
    0, 5, .80f, .20f, .10f, .12f,
    1, 79, .55f, .45f, .90f, .80f,
    1, 2, .20f, .75f, .30f, .20f
  };

  /** 3 classes, four images of 96×160: identical, overlapping and tiny boxes, and none. */
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

  private LossVectors() {}

  static float[] cocoRows() {
    return COCO_TARGETS.clone();
  }

  static Targets cocoTargets(NDManager manager) {
    return cocoTargets(manager, COCO_TARGETS);
  }

  static Targets cocoTargets(NDManager manager, float... rows) {
    return Targets.of(manager, rows, 2, 128, 128);
  }

  static Targets hardTargets(NDManager manager) {
    return Targets.of(manager, HARD_TARGETS, 4, 96, 160);
  }

  static Targets hardNoTargets(NDManager manager) {
    return Targets.of(manager, new float[0], 4, 96, 160);
  }

  /**
   * @param tags of the branches, the main one last
   */
  static NDList cocoMaps(NDManager manager, String... tags) {
    return maps(manager, 2, 144, 16, 16, tags);
  }

  /**
   * @param tags of the branches, the main one last
   */
  static NDList hardMaps(NDManager manager, String... tags) {
    return maps(manager, 4, 67, 12, 20, tags);
  }

  private static NDList maps(
      NDManager manager, int batch, int channels, int height, int width, String... tags) {
    NDList maps = new NDList();
    for (String tag : tags) {
      for (int level = 0; level < 3; level++) {
        Shape shape = new Shape(batch, channels, height >> level, width >> level);
        maps.add(HashFill.rawMap(manager, "feat." + tag + ".P" + (level + 3), shape));
      }
    }
    return maps;
  }
}
