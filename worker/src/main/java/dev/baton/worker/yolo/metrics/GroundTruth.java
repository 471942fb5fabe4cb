package dev.baton.worker.yolo.metrics;

/** A box that is really there: class; left, top, right, bottom in pixels. */
public record GroundTruth(int classId, float x1, float y1, float x2, float y2) {}
