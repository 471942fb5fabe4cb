package dev.baton.worker.yolo.data;

import java.nio.ByteBuffer;
import java.util.Arrays;

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
  private static final int ROW = 6;

  /** A batch that the network sees as it is. */
  public Batch(ByteBuffer imagesNhwc, int size, int height, int width, float[] targets) {
    this(imagesNhwc, size, height, width, targets, height, width, 1);
  }

  /** Samples of the training set in this batch. */
  public int samples() {
    return size * samplesPerImage;
  }

  /**
   * The images of one of {@code shards} that follow one another and differ in size by one image at
   * most, the larger ones first.
   *
   * @param index from 0
   * @return with the same memory; without images where there are more shards than images
   */
  public Batch shard(int index, int shards) {
    if (shards == 1) {
      return this;
    }
    int first = start(index, shards);
    int count = start(index + 1, shards) - first;
    int imageBytes = height * width * 3;
    return new Batch(
        imagesNhwc.slice(first * imageBytes, count * imageBytes),
        count,
        height,
        width,
        targets(first, count),
        networkHeight,
        networkWidth,
        samplesPerImage);
  }

  private int start(int index, int shards) {
    return index * (size / shards) + Math.min(index, size % shards);
  }

  /** The rows of {@code count} images, which are counted from 0 again. */
  private float[] targets(int firstImage, int count) {
    float[] own = new float[targets.length];
    int length = 0;
    for (int i = 0; i < targets.length; i += ROW) {
      float image = targets[i] - firstImage;
      if (image >= 0 && image < count) {
        System.arraycopy(targets, i, own, length, ROW);
        own[length] = image;
        length += ROW;
      }
    }
    return Arrays.copyOf(own, length);
  }

  /** Whether the network sees the images at another size than they have here. */
  public boolean isResized() {
    return networkHeight != height || networkWidth != width;
  }
}
