package dev.baton.worker.yolo.model;

import java.util.Locale;

/** What follows a batch norm. */
public enum Activation {
  /** x·σ(x) (Elfwing, Uchibe, Doya 2018, arXiv:1702.03118), the default of every model. */
  SILU,
  RELU,
  NONE;

  /** The name by which the scripts know it. */
  String scriptName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
