package dev.baton.worker.yolo.data;

import java.util.Locale;

/** A part of a data set, under a key of its data.yaml. */
public enum Split {
  TRAIN,
  VAL,
  TEST;

  /** The key in the data.yaml. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
