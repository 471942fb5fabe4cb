package dev.baton.worker.yolo.data;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import dev.baton.worker.attempt.TrainerException;
import java.util.List;

/** Size of a batch's images in pixels: multiples of the network's largest stride. */
record BatchShape(int height, int width) {
  static final int STRIDE = 32;

  static BatchShape square(int side) {
    return new BatchShape(side, side);
  }

  /**
   * A rectangle of little more than the images, which come in the order of their aspects.
   *
   * @param extraStrides strides added to each side
   */
  static BatchShape of(List<IndexedImage> images, int longSidePx, double extraStrides) {
    double flattest = aspect(images.getFirst());
    double tallest = aspect(images.getLast());
    double height = tallest < 1 ? tallest : 1;
    double width = flattest > 1 ? 1 / flattest : 1;
    return new BatchShape(
        pixels(height, longSidePx, extraStrides), pixels(width, longSidePx, extraStrides));
  }

  /** Height per width. */
  static double aspect(IndexedImage image) {
    return (double) image.height() / image.width();
  }

  private static int pixels(double side, int longSidePx, double extraStrides) {
    return (int) Math.ceil(side * longSidePx / STRIDE + extraStrides) * STRIDE;
  }

  /** This shape with the longer side brought to {@code px}, both sides rounded up to strides. */
  BatchShape scaledTo(int px) {
    double factor = (double) px / Math.max(height, width);
    return factor == 1 ? this : new BatchShape(scaled(height, factor), scaled(width, factor));
  }

  private static int scaled(int side, double factor) {
    return (int) Math.ceil(side * factor / STRIDE) * STRIDE;
  }

  BatchShape doubled() {
    return new BatchShape(2 * height, 2 * width);
  }

  /** Bytes of an image of three 8-bit channels. */
  int bytes() {
    return bytes(1);
  }

  /**
   * Bytes of {@code images} of them.
   *
   * @throws TrainerException {@code BAD_INPUT} when they are more than one buffer takes
   */
  int bytes(int images) {
    long bytes = 3L * height * width * images;
    if (bytes > Integer.MAX_VALUE) {
      throw new TrainerException(
          BAD_INPUT,
          "Field batch: %d images of %d×%d px take %d MB, a batch may take %d; lower batch or imgsz (a validation's batches have twice as many images)"
              .formatted(images, width, height, bytes >> 20, Integer.MAX_VALUE >> 20));
    }
    return (int) bytes;
  }
}
