package dev.baton.worker.yolo.data;

import org.bytedeco.opencv.opencv_core.Mat;

/** The images that samples are made of, by number. Thread-safe. */
interface ImageSource {

  int count();

  /**
   * Image {@code i}, its longer side resized to the network's; the caller closes it and does not
   * change its pixels, which it may share.
   */
  Mat image(int i);

  Annotations annotations(int i);
}
