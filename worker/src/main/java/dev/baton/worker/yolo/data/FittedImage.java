package dev.baton.worker.yolo.data;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An image scaled to a network's size, enlarged if it is smaller, with as little grey border as the
 * stride allows. Validation's batches have more border, and are never enlarged beyond their size.
 *
 * @param imageNhwc (1, height, width, 3) uint8, RGB; direct
 * @param width in network pixels
 * @param height in network pixels
 * @param originalWidth in pixels of the image itself
 * @param originalHeight in pixels of the image itself
 */
public record FittedImage(
    ByteBuffer imageNhwc, int width, int height, int originalWidth, int originalHeight) {

  /** As a batch of one image without targets. */
  public Batch batch() {
    return new Batch(imageNhwc, 1, height, width, new float[0]);
  }

  /** Images of one size as a batch without targets, in their order. */
  public static Batch batch(List<FittedImage> images) {
    FittedImage first = images.getFirst();
    int imageBytes = 3 * first.width * first.height;
    ByteBuffer all = ByteBuffer.allocateDirect(images.size() * imageBytes);
    for (FittedImage image : images) {
      if (image.width != first.width || image.height != first.height) {
        throw new IllegalArgumentException("The images of a batch must have one size");
      }
      all.put(image.imageNhwc.duplicate().rewind());
    }
    return new Batch(all.flip(), images.size(), first.height, first.width, new float[0]);
  }

  /**
   * Maps boxes back to the image, clips them to it and rounds them to whole pixels, halves to even
   * ones, all as the reference's detection does.
   *
   * @param boxesXyxy (N, 4) left, top, right, bottom in network pixels
   * @return (N, 4) in pixels of the image itself
   */
  public float[] toOriginal(float... boxesXyxy) {
    double gain = Math.min((double) height / originalHeight, (double) width / originalWidth);
    double padX = (width - originalWidth * gain) / 2;
    double padY = (height - originalHeight * gain) / 2;
    float[] original = new float[boxesXyxy.length];
    for (int i = 0; i < original.length; i++) {
      boolean isX = i % 2 == 0;
      float shifted = boxesXyxy[i] - (float) (isX ? padX : padY);
      float side = isX ? originalWidth : originalHeight;
      original[i] = (float) Math.rint(Math.clamp(shifted / (float) gain, 0f, side));
    }
    return original;
  }
}
