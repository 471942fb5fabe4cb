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
 * @param networkHeight height in pixels at which the network sees the images
 * @param networkWidth width in pixels at which the network sees the images
 * @param samplesPerImage 4 where each image is made of four samples and counts as many in the loss,
 *     else 1
 */
public record Batch(
    ByteBuffer imagesNhwc,
    int size,
    int height,
    int width,
    float[] targets,
    int networkHeight,
    int networkWidth,
    int samplesPerImage) {

  /** A batch that the network sees as it is. */
  public Batch(ByteBuffer imagesNhwc, int size, int height, int width, float[] targets) {
    this(imagesNhwc, size, height, width, targets, height, width, 1);
  }

  /** Samples of the training set in this batch. */
  public int samples() {
    return size * samplesPerImage;
  }

  /** Whether the network sees the images at another size than they have here. */
  public boolean isResized() {
    return networkHeight != height || networkWidth != width;
  }
}
