package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.List;

/**
 * One layer of a network, or a part of one. Its parameters' shapes are known once it is built, and
 * it has one device, so it calls its children directly, without a {@code ParameterStore}.
 */
abstract class NetworkBlock extends AbstractBlock {

  /**
   * Computes the outputs.
   *
   * @param inputs maps, each (B, C, H, W)
   * @param training whether batch statistics are used and gradients are wanted
   */
  abstract NDList forward(NDList inputs, boolean training);

  /**
   * Writes down what {@link #forward} computes in evaluation.
   *
   * @return the outputs
   */
  abstract List<Feature> trace(Tracer tracer, List<Feature> inputs);

  /** Channels of each output. */
  abstract List<Integer> outChannels();

  @Override
  protected final NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      PairList<String, Object> params) {
    return forward(inputs, training);
  }

  @Override
  protected final void initializeChildBlocks(
      NDManager manager, DataType dataType, Shape... inputShapes) {
    getChildren().values().forEach(child -> child.initialize(manager, dataType, inputShapes));
  }

  final <B extends NetworkBlock> B child(String name, B block) {
    return addChildBlock(name, block);
  }

  /** A parameter that is trained, named by its full path in the network. */
  final Parameter trained(Place at, String name, Parameter.Type type, long... shape) {
    return parameter(at, name, type, true, shape);
  }

  /** A parameter without gradient: statistics and constants. */
  final Parameter fixed(Place at, String name, Parameter.Type type, long... shape) {
    return parameter(at, name, type, false, shape);
  }

  private Parameter parameter(
      Place at, String name, Parameter.Type type, boolean isTrained, long... shape) {
    return addParameter(
        Parameter.builder()
            .setName(at.path() + "." + name)
            .setType(type)
            .optShape(new Shape(shape))
            .optInitializer(Initializer.ZEROS)
            .optRequiresGrad(isTrained)
            .build());
  }
}
