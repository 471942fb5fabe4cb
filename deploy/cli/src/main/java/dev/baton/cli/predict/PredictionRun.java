package dev.baton.cli.predict;

import dev.baton.cli.predict.Prediction.Times;
import dev.baton.worker.yolo.ImageDetector;
import dev.baton.worker.yolo.data.FittedImage;
import dev.baton.worker.yolo.data.SourceFiles;
import dev.baton.worker.yolo.data.SourceImage;
import dev.baton.worker.yolo.data.SourceVideo;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.model.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Looks for objects in one image or video after the other; one that cannot be read does not stop
 * it.
 */
final class PredictionRun {
  static final double NANOS_PER_MILLI = 1e6;

  private final ImageDetector detector;
  private final Sight sight;
  private final PredictionResults results;
  private final BooleanSupplier isStopped;
  private final LongSupplier nanos;
  private final ResultNames names = new ResultNames();

  /**
   * What of the sources is looked at, and how large.
   *
   * @param imgsz side of the square into which images are fitted
   * @param frameStride of a video the first frame is looked at, and then each so-many-th
   */
  record Sight(int imgsz, int frameStride) {
    private static final int STRIDE = Network.STRIDES.getLast();

    FittedImage fit(SourceImage image) {
      return image.fit(imgsz, STRIDE);
    }
  }

  /**
   * @param isStopped asked before each image and every few frames: what has been found until then
   *     is all
   * @param nanos a clock of nanoseconds
   */
  PredictionRun(
      ImageDetector detector,
      Sight sight,
      PredictionResults results,
      BooleanSupplier isStopped,
      LongSupplier nanos) {
    this.detector = detector;
    this.sight = sight;
    this.results = results;
    this.isStopped = isStopped;
    this.nanos = nanos;
  }

  /**
   * @param sources images and videos
   * @throws IOException when a result cannot be written
   */
  PredictionTally over(List<Path> sources) throws IOException {
    for (int i = 0; i < sources.size() && !isStopped.getAsBoolean(); i++) {
      Path source = sources.get(i);
      if (SourceFiles.isVideo(source)) {
        lookAtVideo(source, "video %d/%d".formatted(i + 1, sources.size()));
      } else {
        lookAtImage(source, PredictionLine.position(i + 1, sources.size(), source));
      }
    }
    return results.finish();
  }

  private void lookAtImage(Path file, String position) throws IOException {
    long start = nanos.getAsLong();
    SourceImage read;
    try {
      read = SourceImage.read(file);
    } catch (IOException e) {
      results.skip(position, file, e);
      return;
    }
    try (SourceImage image = read) {
      FittedImage fitted = sight.fit(image);
      long prepared = nanos.getAsLong();
      List<Detection> found = detector.find(fitted);
      Times times =
          new Times(
              (prepared - start) / NANOS_PER_MILLI,
              (nanos.getAsLong() - prepared) / NANOS_PER_MILLI);
      results.add(
          position,
          Prediction.of(file, OptionalInt.empty(), names.next(file), fitted, found, times),
          image);
    }
  }

  private void lookAtVideo(Path file, String position) throws IOException {
    SourceVideo opened;
    try {
      opened = SourceVideo.open(file);
    } catch (IOException e) {
      results.skip("%s %s".formatted(position, file), file, e);
      return;
    }
    try (SourceVideo video = opened) {
      new VideoRun(detector, sight, results, isStopped, nanos)
          .over(video, new VideoRun.Source(file, names.next(file), position));
    }
  }
}
