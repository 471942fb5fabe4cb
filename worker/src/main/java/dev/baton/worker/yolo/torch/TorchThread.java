package dev.baton.worker.yolo.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;

/** The engine's settings of the calling thread. PyTorch keeps each of them per thread. */
public final class TorchThread {
  private static final String ENGINE = "PyTorch";

  private TorchThread() {}

  /**
   * Makes the calling thread compute as every other prepared one does; called by each thread before
   * it computes, as often as it likes.
   *
   * <ul>
   *   <li>{@code threads} arithmetic threads: sums are split by their number, so it decides the
   *       bits;
   *   <li>gradients off, except inside {@link Autograd#record}: a new thread has them on, and an
   *       update in place would fail;
   *   <li>the optimizing graph executor off: it would re-compile after the first calls, and a
   *       resumed training would not get the same bits.
   * </ul>
   */
  public static void prepare(int threads) {
    engine(); // loads the natives, without which the next line cannot link
    JniUtils.setGradMode(false);
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setNumThreads(threads);
  }

  /** Version of libtorch, for example {@code 2.7.1}. */
  public static String libtorchVersion() {
    return engine().getVersion();
  }

  /**
   * The engine, whose libraries the first call loads.
   *
   * @throws IllegalStateException when they cannot be loaded, saying what to do
   */
  static Engine engine() {
    try {
      Engine engine = Engine.getEngine(ENGINE);
      LibraryDestructors.skipAtEnd();
      return engine;
    } catch (EngineException e) {
      throw new IllegalStateException(whyNotLoaded(e), e);
    }
  }

  static String whyNotLoaded(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String remedy =
        String.valueOf(cause.getMessage()).contains("libcuda.so")
            ? "It is one for GPUs, and there is no NVIDIA driver here: install it until nvidia-smi works, or unset PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR to train on the CPU"
            : "If another than the built-in one is meant, see docs/gpu.md for its settings; otherwise unset PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR";
    return "Cannot load libtorch: %s. %s".formatted(cause.getMessage(), remedy);
  }

  /** A new owner of the CPU's memory; the caller closes it. */
  public static NDManager newManager() {
    return newManager(Device.cpu());
  }

  /** A new owner of a device's memory; the caller closes it. */
  public static NDManager newManager(Device device) {
    return NDManager.newBaseManager(device, ENGINE);
  }
}
