package dev.baton.cli.predict;

import dev.baton.cli.output.Line;
import dev.baton.worker.yolo.data.SourceImage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes in what a run sees: a line and a count each, and files where these are wanted. */
final class PredictionResults {
  private final List<String> classNames;
  private final Optional<PredictionFiles> files;
  private final Consumer<Line> listener;
  private final PredictionTally tally;

  PredictionResults(
      List<String> classNames, Optional<PredictionFiles> files, Consumer<Line> listener) {
    this.classNames = classNames;
    this.files = files;
    this.listener = listener;
    this.tally = new PredictionTally(classNames);
  }

  /**
   * @param position what the line begins with
   * @param image its pixels
   * @throws IOException when a file cannot be written
   */
  void add(String position, Prediction seen, SourceImage image) throws IOException {
    tally.add(seen);
    if (files.isPresent()) {
      files.get().add(seen, image);
    }
    listener.accept(Line.plain(PredictionLine.of(position, seen, classNames)));
  }

  /** A file that could not be read, or not to its end. */
  void fail(String position, Path file, String why) {
    tally.addFailure(file, why);
    listener.accept(Line.bad("%s: %s".formatted(position, why)));
  }

  /** A file of which nothing could be read. */
  void skip(String position, Path file, IOException why) {
    String sentence = sentence(why);
    tally.addFailure(file, sentence);
    listener.accept(Line.bad("%s: skipped, %s".formatted(position, sentence)));
  }

  private static String sentence(IOException why) {
    return switch (why) {
      case NoSuchFileException missing -> "it is not there";
      case AccessDeniedException denied -> "you may not read it";
      default -> why.getMessage();
    };
  }

  /** From now on frames of a video are seen, until {@link #endVideo}. */
  void beginVideo(String stem, double framesPerSecond) {
    files.ifPresent(to -> to.beginVideo(stem, framesPerSecond));
  }

  void endVideo() {
    files.ifPresent(PredictionFiles::endVideo);
  }

  /** Writes what belongs to all, and gives the counts. */
  PredictionTally finish() throws IOException {
    if (files.isPresent()) {
      files.get().finish();
    }
    return tally;
  }
}
