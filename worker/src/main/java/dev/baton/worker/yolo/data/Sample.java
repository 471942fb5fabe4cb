package dev.baton.worker.yolo.data;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * An image in the making with its objects. Owns the image: closed by whoever holds the sample.
 *
 * @param image 8-bit BGR
 */
record Sample(Mat image, PixelBoxes boxes) implements AutoCloseable {
  @Override
  public void close() {
    image.close();
  }
}
