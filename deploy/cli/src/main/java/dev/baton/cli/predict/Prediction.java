package dev.baton.cli.predict;

import dev.baton.worker.yolo.metrics.Detection;
import java.nio.file.Path;
import java.util.List;

/**
 * What was found in one image.
 *
 * @param image the file
 * @param stem under which its results are kept: the file's name without its ending, and a number
 *     where an earlier image of this run had it
 * @param width of the image in pixels
 * @param height of the image in pixels
 * @param networkWidth as the network saw it, in pixels
 * @param networkHeight as the network saw it, in pixels
 * @param found by descending score, in whole pixels of the image
 * @param times how long it took
 */
record Prediction(
    Path image,
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
