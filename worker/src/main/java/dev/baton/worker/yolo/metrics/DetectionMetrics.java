package dev.baton.worker.yolo.metrics;

import java.util.List;

/** Collects the detections of a validation, image by image. Not thread-safe. */
public final class DetectionMetrics {

  /** Adds one image; boxes of both lists are in pixels of that image. */
  public void add(List<Detection> detections, List<GroundTruth> groundTruth) {
    throw new UnsupportedOperationException();
  }

  public MetricsSummary summary() {
    throw new UnsupportedOperationException();
  }
}
