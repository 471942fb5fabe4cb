package dev.baton.simulation;

import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.StateDigest;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A training whose state after a step depends on all steps before it, and on nothing else: one that
 * is left out, done twice or done by a wrong state shows in every later digest.
 *
 * @param seed the state before the first step
 * @param stepsPerEpoch steps in each epoch
 */
record HashChain(long seed, int stepsPerEpoch) {
  private static final Map<List<Long>, String> DIGESTS = new ConcurrentHashMap<>();

  /** The state after one more step, the {@code done + 1}th. */
  long next(long state, int done) {
    long mixed = (state ^ done) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 32);
  }

  /** What is stored at a position. */
  Snapshot snapshot(int epoch, int step, long state) {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, state);
    Tensor tensor = new Tensor("state", Tensor.DType.I64, List.of(1L), data);
    return new Snapshot(
        Map.of("model", List.of(tensor)),
        Json.MAPPER.createObjectNode().put("epoch", epoch).put("step", step));
  }

  /** The digest that a checkpoint at this position must have, whoever wrote it. */
  String digest(int epoch, int step) {
    return DIGESTS.computeIfAbsent(
        List.of(seed, (long) stepsPerEpoch, (long) epoch, (long) step),
        key -> {
          long state = seed;
          for (int done = 0; done < epoch * stepsPerEpoch + step; done++) {
            state = next(state, done);
          }
          return StateDigest.of(snapshot(epoch, step, state)).hex();
        });
  }

  /** How good an epoch was: as if drawn, but always the same. */
  double fitness(int epoch) {
    return (next(seed, 1000 + epoch) >>> 11) * 0x1p-53;
  }
}
