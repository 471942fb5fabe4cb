package dev.baton.worker.yolo.export;

import dev.baton.worker.yolo.export.OnnxGraph.Attribute;
import dev.baton.worker.yolo.model.Feature;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.model.Operation;
import dev.baton.worker.yolo.model.Operation.Activated;
import dev.baton.worker.yolo.model.Operation.Convolution;
import dev.baton.worker.yolo.model.Operation.Joined;
import dev.baton.worker.yolo.model.Operation.Maxima;
import dev.baton.worker.yolo.model.Operation.Means;
import dev.baton.worker.yolo.model.Operation.Normalisation;
import dev.baton.worker.yolo.model.Operation.Resized;
import dev.baton.worker.yolo.model.Operation.Split;
import dev.baton.worker.yolo.model.Operation.Sum;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a detector as ONNX. Its input {@code images} is (B, 3, H, W) in 0 to 1, its output {@code
 * output0} (B, 4 + C, A): centre x, centre y, width, height in pixels, then the classes' scores. B
 * is free, H and W are those of the detector.
 */
final class OnnxWriter {
  private static final String IMAGES = "images";
  private static final String OUTPUT = "output0";

  private final Detector detector;
  private final OnnxGraph graph = new OnnxGraph("detector");

  private OnnxWriter(Detector detector) {
    this.detector = detector;
  }

  /** Writes a file; the caller closes {@code out}. */
  static void write(Detector detector, OutputStream out) throws IOException {
    new OnnxWriter(detector).model().writeTo(out);
  }

  private ProtoMessage model() {
    Feature image = detector.graph().image();
    graph.input(IMAGES, image.channels(), image.height(), image.width());
    detector.tensors().forEach(graph::constant);
    detector.graph().operations().forEach(this::operation);
    decode();
    describe(image);
    graph.output(OUTPUT, Detector.SIDES + detector.classes(), detector.anchors());
    return graph.model();
  }

  /** Under the keys that Ultralytics' tools and YOLOv9's own read. */
  private void describe(Feature image) {
    graph.metadata("description", "YOLOv9 detector, written by Baton");
    graph.metadata("task", "detect");
    graph.metadata("stride", String.valueOf(Network.STRIDES.getLast()));
    graph.metadata("imgsz", "[%d, %d]".formatted(image.height(), image.width()));
    if (!detector.classNames().isEmpty()) {
      graph.metadata("names", detector.namesInPython());
    }
  }

  private void operation(Operation operation) {
    switch (operation) {
      case Convolution c -> {
        List<String> inputs = new ArrayList<>(List.of(name(c.input()), c.weight()));
        c.bias().ifPresent(inputs::add);
        graph.node(
            "Conv",
            inputs,
            List.of(name(c.output())),
            Attribute.numbers("kernel_shape", c.kernel(), c.kernel()),
            Attribute.numbers("strides", c.stride(), c.stride()),
            padding(c.kernel()),
            Attribute.number("group", c.groups()));
      }
      case Normalisation n -> throw new IllegalStateException("Detectors are fused: " + n);
      case Activated a -> activation(a);
      case Means m ->
          single(
              m,
              "AveragePool",
              Attribute.numbers("kernel_shape", 2, 2),
              Attribute.numbers("strides", 1, 1));
      case Maxima m ->
          single(
              m,
              "MaxPool",
              Attribute.numbers("kernel_shape", m.kernel(), m.kernel()),
              Attribute.numbers("strides", m.stride(), m.stride()),
              padding(m.kernel()));
      case Resized r -> resize(r);
      case Sum s ->
          graph.node("Add", List.of(name(s.left()), name(s.right())), List.of(name(s.output())));
      case Joined j -> concat(names(j.inputs()), name(j.output()), 1);
      case Split s -> {
        long[] sizes = s.outputs().stream().mapToLong(Feature::channels).toArray();
        split(name(s.input()), names(s.outputs()), sizes);
      }
    }
  }

  private void single(Operation.Single operation, String operator, Attribute... attributes) {
    graph.node(
        operator, List.of(name(operation.input())), List.of(name(operation.output())), attributes);
  }

  private static Attribute padding(int kernel) {
    int side = kernel / 2;
    return Attribute.numbers("pads", side, side, side, side);
  }

  /** ONNX has no SiLU before opset 24: x times its sigmoid. */
  private void activation(Activated a) {
    switch (a.activation()) {
      case SILU -> {
        String gate = name(a.output()) + "_gate";
        graph.node("Sigmoid", List.of(name(a.input())), List.of(gate));
        graph.node("Mul", List.of(name(a.input()), gate), List.of(name(a.output())));
      }
      case RELU -> single(a, "Relu");
      case NONE -> single(a, "Identity");
    }
  }

  /** By factors, since sizes would fix the number of images. */
  private void resize(Resized r) {
    String factors = name(r.output()) + "_factors";
    graph.constant(
        factors,
        1,
        1,
        (float) r.output().height() / r.input().height(),
        (float) r.output().width() / r.input().width());
    graph.node(
        "Resize",
        List.of(name(r.input()), "", factors),
        List.of(name(r.output())),
        Attribute.text("mode", "nearest"),
        Attribute.text("coordinate_transformation_mode", "asymmetric"),
        Attribute.text("nearest_mode", "floor"));
  }

  private void concat(List<String> inputs, String output, int axis) {
    graph.node("Concat", inputs, List.of(output), Attribute.number("axis", axis));
  }

  /** Along the channels. */
  private void split(String input, List<String> outputs, long... sizes) {
    String constant = outputs.getFirst() + "_sizes";
    graph.constant(constant, sizes);
    graph.node("Split", List.of(input, constant), outputs, Attribute.number("axis", 1));
  }

  private void reshape(String input, String output, long... shape) {
    String constant = output + "_shape";
    graph.constant(constant, shape);
    graph.node("Reshape", List.of(input, constant), List.of(output));
  }

  private void binary(String operator, String left, String right, String output) {
    graph.node(operator, List.of(left, right), List.of(output));
  }

  /** As {@code BoxDecoder}; the shapes are those there. A 0 in a shape keeps the size. */
  private void decode() {
    List<String> flat = new ArrayList<>();
    for (Feature map : detector.graph().maps()) {
      flat.add(name(map) + "_flat");
      reshape(name(map), flat.getLast(), 0, map.channels(), -1);
    }
    concat(flat, "flat", 2);
    split("flat", List.of("boxes", "class_logits"), Detector.BOX_CHANNELS, detector.classes());
    reshape("boxes", "side_logits", 0, Detector.SIDES, Detector.BINS, -1);
    graph.node("Softmax", List.of("side_logits"), List.of("shares"), Attribute.number("axis", 2));
    reshape(detector.bins(), "bins", 1, 1, Detector.BINS, 1);
    binary("Mul", "shares", "bins", "weighted");
    graph.constant("bin_axis", 2L);
    graph.node(
        "ReduceSum",
        List.of("weighted", "bin_axis"),
        List.of("distances"),
        Attribute.number("keepdims", 0));
    split("distances", List.of("left_top_distances", "right_bottom_distances"), 2, 2);
    binary("Sub", Detector.POINTS, "left_top_distances", "left_top");
    binary("Add", Detector.POINTS, "right_bottom_distances", "right_bottom");
    binary("Add", "left_top", "right_bottom", "double_centre");
    graph.constant("half", 0.5f);
    binary("Mul", "double_centre", "half", "cell_centre");
    binary("Mul", "cell_centre", Detector.STRIDES, "centre");
    binary("Sub", "right_bottom", "left_top", "cell_size");
    binary("Mul", "cell_size", Detector.STRIDES, "size");
    graph.node("Sigmoid", List.of("class_logits"), List.of("scores"));
    concat(List.of("centre", "size", "scores"), OUTPUT, 1);
  }

  private static List<String> names(List<Feature> features) {
    return features.stream().map(OnnxWriter::name).toList();
  }

  private static String name(Feature feature) {
    return feature.id() == 0 ? IMAGES : "f" + feature.id();
  }
}
