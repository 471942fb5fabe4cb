package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * The anchor-free head ({@code DDetect}, {@code DualDDetect}, {@code TripleDDetect}): per branch
 * and level a tower for the boxes and one for the classes. All branches but the last help only in
 * training; the last one is the detector.
 *
 * <p>A level's raw map is (B, 64 + C, H, W): four times {@value Dfl#REG_MAX} logits of the
 * distances from a cell's centre to the box's left, top, right and bottom side, then C class
 * logits.
 */
final class DetectionHead extends NetworkBlock {
  /** Channels that hold boxes. */
  static final int BOX_CHANNELS = 4 * Dfl.REG_MAX;

  /** Levels of every branch: strides 8, 16, 32. */
  static final int LEVELS = 3;

  /** Groups of the box towers' last two convolutions. */
  static final int BOX_GROUPS = 4;

  private final int classes;
  private final List<Tower> boxTowers = new ArrayList<>();
  private final List<Tower> classTowers = new ArrayList<>();
  private final List<Dfl> distances = new ArrayList<>();

  /** Two convolution units and the output convolution of one level. */
  private record Tower(FeatureBlock units, PlainConv output) {

    NDArray forward(NDArray x, boolean training) {
      return output.forward(units.forward(x, training), training);
    }

    Feature trace(Tracer tracer, Feature x) {
      return output.trace(tracer, units.trace(tracer, x));
    }
  }

  /**
   * @param inChannels of the levels, branch by branch
   */
  DetectionHead(Place at, List<Integer> inChannels, HeadShape shape) {
    this.classes = shape.classes();
    int branches = inChannels.size() / LEVELS;
    for (int branch = 0; branch < branches; branch++) {
      List<Integer> in = inChannels.subList(LEVELS * branch, LEVELS * (branch + 1));
      HeadShape.Towers towers =
          shape.towers().isEmpty()
              ? HeadShape.Towers.of(in.getFirst(), classes)
              : shape.towers().get(branch);
      addBranch(at, branch, in, towers);
    }
    for (int branch = 0; branch < branches; branch++) {
      String name = branch == 0 ? "dfl" : "dfl" + (branch + 1);
      distances.add(child(name, new Dfl(at.child(name))));
    }
  }

  private void addBranch(Place at, int branch, List<Integer> inChannels, HeadShape.Towers widths) {
    Place boxPlace = at.child("cv" + (2 * branch + 2));
    Place classPlace = at.child("cv" + (2 * branch + 3));
    for (int level = 0; level < LEVELS; level++) {
      int in = inChannels.get(level);
      boxTowers.add(tower(boxPlace.child(level), in, widths.boxes(), BOX_GROUPS, BOX_CHANNELS));
    }
    for (int level = 0; level < LEVELS; level++) {
      int in = inChannels.get(level);
      classTowers.add(tower(classPlace.child(level), in, widths.classes(), 1, classes));
    }
  }

  private Tower tower(Place at, int in, int width, int groups, int out) {
    FeatureBlock units =
        new Chain(
            List.of(
                new ConvUnit(at.child(0), in, width, 3),
                new ConvUnit(at.child(1), width, width, 3, 1, groups)));
    PlainConv output = new PlainConv(at.child(2), width, out, groups);
    return new Tower(child("units", units), child("output", output));
  }

  /**
   * Computes the raw maps.
   *
   * @return (B, 64 + C, H, W) of each level, branch by branch
   */
  @Override
  NDList forward(NDList inputs, boolean training) {
    NDList maps = new NDList();
    for (int i = 0; i < inputs.size(); i++) {
      NDArray boxes = boxTowers.get(i).forward(inputs.get(i), training); // (B, 64, H, W)
      NDArray scores = classTowers.get(i).forward(inputs.get(i), training); // (B, C, H, W)
      maps.add(NDArrays.concat(new NDList(boxes, scores), 1));
    }
    return maps;
  }

  int branches() {
    return distances.size();
  }

  /** What turns the box channels of each branch into distances. */
  List<Dfl> distances() {
    return distances;
  }

  /** Biases of the box outputs, by branch and level. */
  List<Parameter> boxBiases() {
    return boxTowers.stream().map(tower -> tower.output().bias()).toList();
  }

  /** Biases of the class outputs, by branch and level. */
  List<Parameter> classBiases() {
    return classTowers.stream().map(tower -> tower.output().bias()).toList();
  }

  @Override
  List<Integer> outChannels() {
    return boxTowers.stream().map(tower -> BOX_CHANNELS + classes).toList();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape[] maps = new Shape[inputs.length];
    for (int i = 0; i < maps.length; i++) {
      Shape x = inputs[i];
      maps[i] = new Shape(x.get(0), BOX_CHANNELS + classes, x.get(2), x.get(3));
    }
    return maps;
  }

  @Override
  List<Feature> trace(Tracer tracer, List<Feature> inputs) {
    List<Feature> maps = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Feature boxes = boxTowers.get(i).trace(tracer, inputs.get(i));
      Feature scores = classTowers.get(i).trace(tracer, inputs.get(i));
      maps.add(tracer.joined(List.of(boxes, scores)));
    }
    return maps;
  }
}
