package dev.baton.worker.yolo.export;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import dev.baton.worker.yolo.model.AnchorGrid;
import dev.baton.worker.yolo.model.Feature;
import dev.baton.worker.yolo.model.Graph;
import dev.baton.worker.yolo.model.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network that finds boxes in images of one size, ready to be written in another format: fused,
 * without auxiliary branch.
 *
 * @param graph from the image to the raw maps
 * @param classes C
 * @param classNames class i is called by name i; empty where nobody knows
 * @param tensors all that the graph names, then {@value #POINTS} (1, 2, A) and {@value #STRIDES}
 *     (1, 1, A), the anchor points as {@link AnchorGrid} has them
 */
record Detector(Graph graph, int classes, List<String> classNames, List<Tensor> tensors) {
  /** Channels of the raw maps that hold boxes: 16 bins for each of four sides. */
  static final int BOX_CHANNELS = 64;

  static final int SIDES = 4;
  static final int BINS = BOX_CHANNELS / SIDES;

  static final String POINTS = "anchor_points";
  static final String STRIDES = "anchor_strides";

  /**
   * Prepares a network.
   *
   * @param side of the square image, divisible by 32
   * @param manager owner of the tensors while they are fused
   */
  static Detector of(Network network, int side, List<String> classNames, NDManager manager) {
    Network fused = network.fused(manager);
    Graph graph = Graph.of(fused, side, side).detector();
    AnchorGrid grid = AnchorGrid.of(graph.maps().stream().map(Detector::level).toList());
    Set<String> named = new HashSet<>(graph.tensorNames());
    List<Tensor> tensors = new ArrayList<>();
    for (Tensor tensor : NetworkTensors.copy(fused)) {
      if (named.contains(tensor.name())) {
        tensors.add(tensor);
      }
    }
    long anchors = grid.count();
    tensors.add(tensor(POINTS, List.of(1L, 2L, anchors), grid.points()));
    tensors.add(tensor(STRIDES, List.of(1L, 1L, anchors), grid.strides()));
    return new Detector(graph, network.classes(), List.copyOf(classNames), List.copyOf(tensors));
  }

  private static AnchorGrid.Level level(Feature map) {
    return new AnchorGrid.Level(map.height(), map.width());
  }

  private static Tensor tensor(String name, List<Long> shape, float[] values) {
    ByteBuffer data =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putFloat(value);
    }
    return new Tensor(name, DType.F32, shape, data.flip());
  }

  /** The classes as {@code {0: "cat", 1: "dog"}}, which Python takes for a dictionary. */
  String namesInPython() {
    return IntStream.range(0, classNames.size())
        .mapToObj(i -> i + ": " + TextNode.valueOf(classNames.get(i)))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** Anchor points of all levels, A. */
  int anchors() {
    return graph.maps().stream().mapToInt(map -> map.height() * map.width()).sum();
  }

  /** Channels of a raw map, 64 + C. */
  int mapChannels() {
    return BOX_CHANNELS + classes;
  }

  /** Name of the distribution's bins, (1, 16, 1, 1). */
  String bins() {
    return graph.bins().getLast();
  }
}
