package dev.baton.cli.predict;

import dev.baton.cli.output.Line;
import dev.baton.cli.predict.Prediction.Times;
import dev.baton.worker.yolo.ImageDetector;
import dev.baton.worker.yolo.data.FittedImage;
import dev.baton.worker.yolo.data.SourceImage;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.model.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Looks for objects in one image after the other; one that cannot be read does not stop it. */
final class PredictionRun {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int STRIDE = Network.STRIDES.getLast();

  private final ImageDetector detector;
  private final int imgsz;
  private final Optional<PredictionFiles> files;
  private final List<String> classNames;
  private final LongSupplier nanos;
  private final ResultNames names = new ResultNames();

  /**
   * @param imgsz side of the square into which images are fitted
   * @param files to be written, if any
   * @param nanos a clock of nanoseconds
   */
  PredictionRun(
      ImageDetector detector,
      int imgsz,
      Optional<PredictionFiles> files,
      List<String> classNames,
      LongSupplier nanos) {
    this.detector = detector;
    this.imgsz = imgsz;
    this.files = files;
    this.classNames = classNames;
    this.nanos = nanos;
  }

  /**
   * @param listener is told a line about each image
   * @throws IOException when a result cannot be written
   */
  PredictionTally over(List<Path> images, Consumer<Line> listener) throws IOException {
    PredictionTally tally = new PredictionTally(classNames);
    for (int i = 0; i < images.size(); i++) {
      String position = PredictionLine.position(i + 1, images.size(), images.get(i));
      long start = nanos.getAsLong();
      Optional<SourceImage> read = read(images.get(i), position, tally, listener);
      if (read.isPresent()) {
        try (SourceImage image = read.get()) {
          Prediction seen = look(images.get(i), image, start);
          tally.add(seen);
          if (files.isPresent()) {
            files.get().add(seen, image);
          }
          listener.accept(Line.plain(PredictionLine.of(position, seen, classNames)));
        }
      }
    }
    if (files.isPresent()) {
      files.get().finish();
    }
    return tally;
  }

  private static Optional<SourceImage> read(
      Path image, String position, PredictionTally tally, Consumer<Line> listener) {
    try {
      return Optional.of(SourceImage.read(image));
    } catch (IOException e) {
      tally.addFailure(image, e.getMessage());
      listener.accept(Line.bad("%s: skipped, %s".formatted(position, e.getMessage())));
      return Optional.empty();
    }
  }

  private Prediction look(Path path, SourceImage image, long start) {
    FittedImage fitted = image.fit(imgsz, STRIDE);
    long prepared = nanos.getAsLong();
    List<Detection> found = detector.find(fitted);
    Times times =
        new Times(
            (prepared - start) / NANOS_PER_MILLI, (nanos.getAsLong() - prepared) / NANOS_PER_MILLI);
    return new Prediction(
        path,
        names.next(path),
        image.width(),
        image.height(),
        fitted.width(),
        fitted.height(),
        found,
        times);
  }
}
