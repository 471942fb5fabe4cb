package dev.baton.worker.yolo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.worker.yolo.metrics.MetricsSummary;
import java.util.Arrays;

/**
 * How well each class was detected by the last validation: the part of a training's state that
 * weighted images follow from. One thread uses it.
 */
final class ClassMaps {
  private static final String FIELD = "class_maps";

  private double[] values;

  /** Before the first validation all are zero. */
  ClassMaps(int classes) {
    values = new double[classes];
  }

  /** mAP50-95 of each class. */
  double[] values() {
    return values.clone();
  }

  /** Takes over a validation; classes that do not occur in it get its mean. */
  void replace(MetricsSummary metrics) {
    values = metrics.classMaps(values.length);
  }

  void write(ObjectNode state) {
    Arrays.stream(values).forEach(state.putArray(FIELD)::add);
  }

  void read(JsonNode state) {
    for (int k = 0; k < values.length; k++) {
      values[k] = state.path(FIELD).path(k).asDouble();
    }
  }
}
