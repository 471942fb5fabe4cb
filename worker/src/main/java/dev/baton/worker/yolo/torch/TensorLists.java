package dev.baton.worker.yolo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.Map;

/**
 * Copies and adds whole lists of tensors in place, between any two devices. Gradients must be off,
 * see {@link TorchThread#prepare}.
 */
public final class TensorLists {
  /** Compiled once for the process; scripts hold no tensors and may be called by any thread. */
  private static final TorchScript COPY = script("copy");

  private static final TorchScript MOVE_SUM = script("move_sum");

  private TensorLists() {}

  private static TorchScript script(String operation) {
    return TorchScript.load(
        TorchThread.newManager(),
        TensorLists.class,
        "tensor_lists.py",
        Map.of("operation", operation));
  }

  /** Overwrites each of {@code to} by the one of {@code from} at its place, of the same shape. */
  public static void copy(List<NDArray> from, List<NDArray> to) {
    run(COPY, from, to);
  }

  /** Adds each of {@code from} to the one of {@code to} at its place, and zeroes it. */
  public static void moveSum(List<NDArray> from, List<NDArray> to) {
    run(MOVE_SUM, from, to);
  }

  private static void run(TorchScript script, List<NDArray> from, List<NDArray> to) {
    try (IValue sources = list(from);
        IValue targets = list(to)) {
      script.run(sources, targets).close();
    }
  }

  private static IValue list(List<NDArray> arrays) {
    return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
  }
}
