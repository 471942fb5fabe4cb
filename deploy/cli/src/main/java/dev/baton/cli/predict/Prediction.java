package dev.baton.cli.predict;

import dev.baton.worker.yolo.data.FittedImage;
import dev.baton.worker.yolo.metrics.Detection;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What was found in one image, or in one frame of a video.
 *
 * @param image the file
 * @param frame its number in the video, from 1; empty for an image
 * @param stem under which its results are kept: the file's name without its ending, and a number
 *     where an earlier file of this run had it; of a frame then {@code _} and its number
 * @param width of the image in pixels
 * @param height of the image in pixels
 * @param networkWidth as the network saw it, in pixels
 * @param networkHeight as the network saw it, in pixels
 * @param found by descending score, in whole pixels of the image
 * @param times how long it took
 */
record Prediction(
    Path image,
    OptionalInt frame,
    String stem,
    int width,
    int height,
    int networkWidth,
    int networkHeight,
    List<Detection> found,
    Times times) {

  Prediction {
    found = List.copyOf(found);
  }

  /** With the sizes of {@code fitted}. */
  static Prediction of(
      Path image,
      OptionalInt frame,
      String stem,
      FittedImage fitted,
      List<Detection> found,
      Times times) {
    return new Prediction(
        image,
        frame,
        stem,
        fitted.originalWidth(),
        fitted.originalHeight(),
        fitted.width(),
        fitted.height(),
        found,
        times);
  }

  /**
   * Milliseconds.
   *
   * @param prepare decoding and scaling
   * @param find network and non-maximum suppression
   */
  record Times(double prepare, double find) {
    Times plus(Times other) {
      return new Times(prepare + other.prepare, find + other.find);
    }

    Times per(int images) {
      return new Times(prepare / images, find / images);
    }
  }
}
