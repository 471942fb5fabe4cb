package dev.baton.worker.yolo.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A network in evaluation for images of one size, as a list of operations from which counts and
 * other formats are made. The operations are in an order in which they can be computed.
 *
 * @param image the input, (B, 3, H, W) in 0 to 1
 * @param maps raw maps of the head as {@link Network#rawMaps} gives them
 * @param bins names of the head's constants, (1, 16, 1, 1) each, by branch
 */
public record Graph(
    Feature image, List<Operation> operations, List<Feature> maps, List<String> bins) {

  /**
   * Walks through a network.
   *
   * @param height of the image, divisible by 32
   * @param width of the image, divisible by 32
   */
  public static Graph of(Network network, int height, int width) {
    Tracer tracer = new Tracer();
    Feature image = tracer.feature(NetworkBuilder.IMAGE_CHANNELS, height, width);
    List<Feature> maps = network.trace(tracer, List.of(image));
    List<String> bins =
        network.head().distances().stream().map(dfl -> dfl.bins().getName()).toList();
    return new Graph(image, List.copyOf(tracer.operations()), maps, bins);
  }

  /** Only what the main branch, which detects, depends on. */
  public Graph detector() {
    List<Feature> main = maps.subList(maps.size() - DetectionHead.LEVELS, maps.size());
    Set<Feature> needed = new HashSet<>(main);
    List<Operation> kept = new ArrayList<>();
    for (Operation operation : operations.reversed()) {
      if (!Collections.disjoint(needed, operation.outputs())) {
        needed.addAll(operation.inputs());
        kept.add(operation);
      }
    }
    return new Graph(image, kept.reversed(), main, List.of(bins.getLast()));
  }

  /** Names of the tensors of all convolutions and of the bins. */
  public List<String> tensorNames() {
    List<String> names = new ArrayList<>(bins);
    for (Operation operation : operations) {
      if (operation instanceof Operation.Convolution convolution) {
        names.add(convolution.weight());
        convolution.bias().ifPresent(names::add);
      }
    }
    return names;
  }

  /** Multiplications and additions of all convolutions for one image, the DFL's among them. */
  public double flops() {
    double flops = 0;
    for (Operation operation : operations) {
      if (operation instanceof Operation.Convolution convolution) {
        flops += convolution.flops();
      }
    }
    for (Feature map : maps) {
      flops += 2.0 * DetectionHead.BOX_CHANNELS * map.height() * map.width();
    }
    return flops;
  }
}
