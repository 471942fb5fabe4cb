package dev.baton.worker.yolo.model;

/**
 * A map that an {@link Operation} takes or gives, (B, channels, height, width).
 *
 * @param id unique in its {@link Graph}, 0 for the image
 */
public record Feature(int id, int channels, int height, int width) {}
