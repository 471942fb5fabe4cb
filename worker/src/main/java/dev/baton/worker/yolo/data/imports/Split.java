package dev.baton.worker.yolo.data.imports;

import java.util.Locale;

/** The parts of a data set; training and validation are required. */
enum Split {
  TRAIN,
  VAL,
  TEST;

  /** Its name in a data.yaml and in paths. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
