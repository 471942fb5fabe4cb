package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.baton.worker.yolo.torch.TorchScript;
import java.util.HashMap;
import java.util.Map;

/**
 * The scripts of the network's leaves, each compiled when first called. Several networks may share
 * them; one thread uses them.
 */
public final class LayerScripts {

  /** What distinguishes one compiled convolution unit from another. */
  private record Variant(int stride, Activation activation, boolean training, BatchNorm norm) {}

  private record FusedVariant(int stride, Activation activation) {}

  private final NDManager manager;
  private final Precision precision;
  private final Map<Variant, TorchScript> convUnits = new HashMap<>();
  private final Map<FusedVariant, TorchScript> fusedConvs = new HashMap<>();
  private final Map<Activation, TorchScript> activatedSums = new HashMap<>();
  private TorchScript plainConv;
  private BatchNorm norm = BatchNorm.TRAINED;

  /**
   * Scripts in single precision.
   *
   * @param manager owner of the compiled scripts
   */
  public LayerScripts(NDManager manager) {
    this(manager, Precision.FP32);
  }

  /**
   * @param manager owner of the compiled scripts
   */
  public LayerScripts(NDManager manager, Precision precision) {
    this.manager = manager;
    this.precision = precision;
  }

  /** The script of a convolution, its batch norm and its activation. */
  TorchScript convUnit(int stride, Activation activation, boolean training) {
    return convUnits.computeIfAbsent(
        new Variant(stride, activation, training, norm), this::compile);
  }

  /** The script of a convolution with bias and its activation, always in single precision. */
  TorchScript fusedConv(int stride, Activation activation) {
    return fusedConvs.computeIfAbsent(new FusedVariant(stride, activation), this::compile);
  }

  /** The script of a 1×1 convolution with bias and nothing after it. */
  TorchScript plainConv() {
    if (plainConv == null) {
      plainConv =
          TorchScript.load(
              manager,
              LayerScripts.class,
              "plain_conv.py",
              Map.of("bf16", precision == Precision.BF16));
    }
    return plainConv;
  }

  /** Returns activation(a + b). */
  NDArray activatedSum(Activation activation, NDArray a, NDArray b) {
    return activatedSums.computeIfAbsent(activation, this::compile).call(a, b).singletonOrThrow();
  }

  /** Runs {@code pass} with the batch-norm settings of a network that is not finished yet. */
  void underConstruction(Runnable pass) {
    norm = BatchNorm.CONSTRUCTION;
    try {
      pass.run();
    } finally {
      norm = BatchNorm.TRAINED;
    }
  }

  private TorchScript compile(Variant variant) {
    return TorchScript.load(
        manager,
        LayerScripts.class,
        "conv_unit.py",
        Map.of(
            "bf16", precision == Precision.BF16,
            "stride", variant.stride(),
            "activation", variant.activation().scriptName(),
            "train", variant.training(),
            "momentum", variant.norm().momentum(),
            "epsilon", variant.norm().epsilon()));
  }

  private TorchScript compile(FusedVariant variant) {
    return TorchScript.load(
        manager,
        LayerScripts.class,
        "fused_conv.py",
        Map.of("stride", variant.stride(), "activation", variant.activation().scriptName()));
  }

  private TorchScript compile(Activation activation) {
    return TorchScript.load(
        manager,
        LayerScripts.class,
        "activated_sum.py",
        Map.of("activation", activation.scriptName()));
  }
}
