package dev.baton.worker.yolo.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.baton.worker.yolo.torch.TorchScript;
import java.util.List;
import java.util.Map;

/**
 * The loss of YOLOv9: each branch of the head assigns the true boxes to its anchor points by how
 * well its own predictions agree with them (TOOD, Feng et al. 2021, arXiv:2108.07755), then class
 * scores are judged by cross-entropy, boxes by complete IoU (Zheng et al. 2020, arXiv:1911.08287)
 * and the distribution of their distances by focal loss (Li et al. 2020, arXiv:2006.04388).
 */
public final class DetectionLoss {
  /** The terms' names, in the order of {@link Loss#items}. */
  public static final List<String> ITEMS = List.of("box", "cls", "dfl");

  private static final float[] GAINS = {7.5f, 0.5f, 1.5f};
  private static final int LEVELS = 3;

  /** Weight of every branch but the main one. */
  private static final float AUXILIARY = 0.25f;

  private final TorchScript branchLoss;

  /**
   * The loss of a batch.
   *
   * @param total scalar: the sum of the items, times the batch size
   * @param items (3) box, cls, dfl, each weighted
   */
  public record Loss(NDArray total, NDArray items) {

    /** The loss of a batch whose every image counts as {@code samples}. */
    public Loss times(int samples) {
      return samples == 1
          ? this
          : new Loss(total.mul(total.getManager().create((float) samples)), items);
    }
  }

  /**
   * @param classPositiveWeight {@code cls_pw}: weight of the positive part of the class loss
   * @param focalGamma {@code fl_gamma}: focusing exponent of the class loss, 0 for none
   * @param manager owner of the compiled script
   */
  public DetectionLoss(NDManager manager, double classPositiveWeight, double focalGamma) {
    branchLoss =
        TorchScript.load(
            manager,
            DetectionLoss.class,
            "branch_loss.py",
            Map.of("positive_weight", classPositiveWeight, "gamma", focalGamma));
  }

  /**
   * Judges raw maps.
   *
   * @param maps (B, 64 + C, H, W) of strides 8, 16, 32 for each branch, the main branch last
   * @return owned by the maps' manager
   */
  public Loss of(NDList maps, Targets targets) {
    // Factors are arrays that live as long as the maps. Of a Java number DJL makes a tensor over a
    // buffer that is garbage at once, and backward would read whatever lies there by then.
    NDManager manager = maps.head().getManager();
    NDArray terms = null; // (3)
    int branches = maps.size() / LEVELS;
    for (int branch = 0; branch < branches; branch++) {
      NDArray own = branchTerms(maps, branch, targets).head();
      NDArray weighted = branch == branches - 1 ? own : own.mul(manager.create(AUXILIARY));
      terms = terms == null ? weighted : terms.add(weighted);
    }
    NDArray items = terms.mul(manager.create(GAINS));
    long batch = maps.head().getShape().get(0);
    return new Loss(items.sum().mul(manager.create((float) batch)), items);
  }

  /**
   * The terms of one branch, not weighted, and what was assigned.
   *
   * @return (3) box, cls, dfl; (B, A, C) target scores; (B, A) index of the assigned true box; (B,
   *     A) whether one is assigned
   */
  NDList branchTerms(NDList maps, int branch, Targets targets) {
    int first = LEVELS * branch;
    return branchLoss.call(
        maps.get(first),
        maps.get(first + 1),
        maps.get(first + 2),
        targets.classes(),
        targets.boxesXyxy());
  }
}
