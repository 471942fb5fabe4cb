package dev.baton.worker.yolo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * Gradients, without DJL's {@code GradientCollector}, of which a process may have only one at a
 * time.
 */
public final class Autograd {

  private Autograd() {}

  /** Runs {@code computation} and records it, so that {@link #backward} can follow it back. */
  public static <T> T record(Supplier<T> computation) {
    JniUtils.setGradMode(true);
    try {
      return computation.get();
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /** Adds the gradients of the scalar {@code loss} to those of its parameters. */
  public static void backward(NDArray loss) {
    backward(loss, loss.onesLike());
  }

  /**
   * Gives {@code parameter} a gradient of zeros and returns it. All further gradients are added to
   * this same array, in the parameter's own layout; with the layout that {@code torch.grad} returns
   * under channels_last, fused SGD would silently compute nonsense.
   *
   * @return of the parameter's shape; owned by the parameter's manager
   */
  public static NDArray attachGradient(NDArray parameter) {
    parameter.setRequiresGradient(true);
    try (NDArray zeros = parameter.zerosLike()) {
      backward(parameter, zeros);
    }
    return JniUtils.getGradient((PtNDArray) parameter);
  }

  private static void backward(NDArray target, NDArray outputGradient) {
    JniUtils.backward((PtNDArray) target, (PtNDArray) outputGradient, false, false);
  }
}
