package dev.baton.worker.yolo.metrics;

/** A box that the network found: left, top, right, bottom in pixels, score in [0, 1], class. */
public record Detection(float x1, float y1, float x2, float y2, float score, int classId) {}
