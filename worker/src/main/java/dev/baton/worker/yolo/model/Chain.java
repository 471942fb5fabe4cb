package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Blocks one after the other, each fed with what the one before gives. */
final class Chain extends FeatureBlock {
  private final List<FeatureBlock> blocks;

  Chain(List<FeatureBlock> blocks) {
    super(
        blocks.getLast().outChannels().getFirst(),
        blocks.stream().mapToInt(FeatureBlock::stride).reduce(1, (a, b) -> a * b));
    this.blocks = List.copyOf(blocks);
    blocks.forEach(block -> child(block.getClass().getSimpleName(), block));
  }

  @Override
  NDArray forward(NDArray x, boolean training) {
    NDArray y = x;
    for (FeatureBlock block : blocks) {
      y = block.forward(y, training);
    }
    return y;
  }

  @Override
  Feature trace(Tracer tracer, Feature x) {
    Feature y = x;
    for (FeatureBlock block : blocks) {
      y = block.trace(tracer, y);
    }
    return y;
  }
}
