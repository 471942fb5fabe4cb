package dev.baton.worker.yolo.model;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import dev.baton.worker.attempt.TrainerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What of a head is not in its row of the model YAML.
 *
 * @param classes that it tells apart
 * @param towers widths by branch; empty where the reference's formula gives them
 */
record HeadShape(int classes, List<Towers> towers) {

  /**
   * Channels inside the towers of a branch, the same at all levels.
   *
   * @param boxes of the towers for boxes
   * @param classes of the towers for classes
   */
  record Towers(int boxes, int classes) {

    /**
     * The reference's formula.
     *
     * @param inChannels of the branch's first level
     */
    static Towers of(int inChannels, int classes) {
      return new Towers(
          Channels.divisible(
              Math.max(inChannels / 4, DetectionHead.BOX_CHANNELS), DetectionHead.BOX_GROUPS),
          Math.max(inChannels, Math.min(2 * classes, 128)));
    }
  }

  static HeadShape of(int classes) {
    return new HeadShape(classes, List.of());
  }

  /** The shape of a head that has the last branch alone. */
  HeadShape ofLastBranch() {
    return new HeadShape(classes, towers.subList(Math.max(0, towers.size() - 1), towers.size()));
  }

  /**
   * Takes the shape from tensors. The published weights of YOLOv9-T have narrower towers than the
   * formula gives, so it cannot be trusted.
   *
   * @param shapes of all tensors by their names
   * @throws TrainerException {@code BAD_INPUT} naming a tensor that is not there
   */
  static HeadShape of(ModelYaml yaml, Map<String, List<Long>> shapes) {
    ModelRow head = yaml.rows().getLast();
    String path = "model." + head.index() + ".cv";
    int classes = 0;
    List<Towers> towers = new ArrayList<>();
    for (int branch = 0; branch < head.from().size() / DetectionHead.LEVELS; branch++) {
      int boxes = channels(shapes, path + (2 * branch + 2) + ".0.0.conv.weight");
      String classTower = path + (2 * branch + 3);
      towers.add(new Towers(boxes, channels(shapes, classTower + ".0.0.conv.weight")));
      classes = channels(shapes, classTower + ".0.2.weight");
    }
    return new HeadShape(classes, towers);
  }

  private static int channels(Map<String, List<Long>> shapes, String name) {
    List<Long> shape = shapes.get(name);
    if (shape == null || shape.isEmpty()) {
      throw new TrainerException(
          BAD_INPUT,
          "The weights are of another model: they have no %s. Give the cfg that they were trained with"
              .formatted(name));
    }
    return Math.toIntExact(shape.getFirst());
  }
}
