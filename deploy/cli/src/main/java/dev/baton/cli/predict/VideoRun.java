package dev.baton.cli.predict;

import dev.baton.cli.predict.Prediction.Times;
import dev.baton.cli.predict.PredictionRun.Sight;
import dev.baton.worker.yolo.ImageDetector;
import dev.baton.worker.yolo.data.FittedImage;
import dev.baton.worker.yolo.data.SourceImage;
import dev.baton.worker.yolo.data.SourceVideo;
import dev.baton.worker.yolo.metrics.Detection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Looks for objects in the frames of a video, several at a time. */
final class VideoRun {
  /** Enough to keep a device busy; eight frames of 4K take up 200 MB. */
  private static final int FRAMES_AT_ONCE = 8;

  private final ImageDetector detector;
  private final Sight sight;
  private final PredictionResults results;
  private final BooleanSupplier isStopped;
  private final LongSupplier nanos;

  /**
   * A video among all that is looked at.
   *
   * @param stem under which its results are kept
   * @param position for example {@code video 1/3}
   */
  record Source(Path file, String stem, String position) {
    String line(int frame, int frames) {
      return "%s (%d/%d) %s".formatted(position, frame, frames, file);
    }
  }

  /**
   * A frame that is ready for the network.
   *
   * @param number in the video, from 1
   * @param prepareMillis that decoding and scaling took
   */
  private record Frame(int number, SourceImage image, FittedImage fitted, double prepareMillis) {}

  /**
   * @param isStopped asked every few frames: what has been seen until then is all
   * @param nanos a clock of nanoseconds
   */
  VideoRun(
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
   * Looks at every frame that {@link Sight} asks for, unless it is stopped; fewer than the file
   * promises are a failure.
   *
   * @throws IOException when a result cannot be written
   */
  void over(SourceVideo video, Source source) throws IOException {
    results.beginVideo(source.stem(), video.framesPerSecond() / sight.frameStride());
    try {
      int promised = video.frames();
      int next = 1;
      List<Frame> frames = read(video, next);
      while (!frames.isEmpty()) {
        look(frames, source, promised);
        next = frames.getLast().number() + sight.frameStride();
        if (isStopped.getAsBoolean()) {
          return;
        }
        frames = read(video, next);
      }
      if (next <= promised) {
        results.fail(
            "%s %s".formatted(source.position(), source.file()),
            source.file(),
            "frame %d and those behind it are missing or damaged".formatted(next));
      }
    } finally {
      results.endVideo();
    }
  }

  /**
   * @param first number of the frame at which the video stands
   */
  private List<Frame> read(SourceVideo video, int first) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES_AT_ONCE; i++) {
      long start = nanos.getAsLong();
      Optional<SourceImage> image = video.next();
      if (image.isEmpty()) {
        break;
      }
      FittedImage fitted = sight.fit(image.get());
      for (int skipped = 1; skipped < sight.frameStride(); skipped++) {
        video.skip();
      }
      frames.add(new Frame(first + i * sight.frameStride(), image.get(), fitted, millis(start)));
    }
    return frames;
  }

  private void look(List<Frame> frames, Source source, int promised) throws IOException {
    try {
      long start = nanos.getAsLong();
      List<List<Detection>> found = detector.find(frames.stream().map(Frame::fitted).toList());
      double findMillis = millis(start) / frames.size();
      for (int i = 0; i < frames.size(); i++) {
        Frame frame = frames.get(i);
        Prediction seen =
            Prediction.of(
                source.file(),
                OptionalInt.of(frame.number()),
                "%s_%d".formatted(source.stem(), frame.number()),
                frame.fitted(),
                found.get(i),
                new Times(frame.prepareMillis(), findMillis));
        results.add(source.line(frame.number(), promised), seen, frame.image());
      }
    } finally {
      frames.forEach(frame -> frame.image().close());
    }
  }

  private double millis(long startNanos) {
    return (nanos.getAsLong() - startNanos) / PredictionRun.NANOS_PER_MILLI;
  }
}
