package dev.baton.worker.yolo.data;

import java.nio.ByteBuffer;

/**
 * Images and targets of one step. The buffer belongs to the loader that made the batch, which says
 * how long it may be read.
 *
 * @param imagesNhwc (B, H, W, 3) uint8, RGB; direct, position 0, limit B·H·W·3
 * @param size B, images in the batch
 * @param height H in pixels
 * @param width W in pixels
 * @param targets (M, 6) index in the batch, class, centre x, centre y, width, height; coordinates
 *     as parts of W and H
 */
public record Batch(ByteBuffer imagesNhwc, int size, int height, int width, float[] targets) {}
