package dev.baton.cli.predict;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.val.LabelTexts;
import dev.baton.cli.val.OutputFolder;
import dev.baton.common.messages.Json;
import dev.baton.worker.yolo.data.MotionJpegVideo;
import dev.baton.worker.yolo.data.SourceImage;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.plots.PredictionPlot;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The files of a run: images and videos with boxes, labels, crops, and all boxes as JSON. */
final class PredictionFiles {
  private static final Set<String> ONLY_READ = Set.of(".dng", ".mpo", ".pfm");

  private final Path folder;
  private final List<String> classNames;
  private final PredictionPlot.Style style;
  private final Set<Kind> kinds;
  private final Optional<LabelTexts> texts;
  private final ArrayNode json = Json.MAPPER.createArrayNode();
  private Optional<MotionJpegVideo> video = Optional.empty();

  /** What can be written. */
  enum Kind {
    DRAWINGS,
    TEXTS,
    /** Texts end with scores. */
    SCORES,
    CROPS,
    JSON
  }

  /**
   * @param folder of the run, which is there
   */
  PredictionFiles(
      Path folder, List<String> classNames, PredictionPlot.Style style, Set<Kind> kinds) {
    this.folder = folder;
    this.classNames = classNames;
    this.style = style;
    this.kinds = kinds;
    this.texts =
        kinds.contains(Kind.TEXTS)
            ? Optional.of(new LabelTexts(folder.resolve("labels"), kinds.contains(Kind.SCORES)))
            : Optional.empty();
  }

  /** Frames that are added until {@link #endVideo} are drawn into the video {@code stem}.avi. */
  void beginVideo(String stem, double framesPerSecond) {
    if (kinds.contains(Kind.DRAWINGS)) {
      video = Optional.of(new MotionJpegVideo(folder, stem, framesPerSecond));
    }
  }

  /** Completes the video's file. */
  void endVideo() {
    video.ifPresent(MotionJpegVideo::close);
    video = Optional.empty();
  }

  /**
   * Writes what belongs to one image or frame.
   *
   * @param image its pixels
   */
  void add(Prediction seen, SourceImage image) throws IOException {
    texts.ifPresent(
        files -> files.add(seen.stem(), seen.found().reversed(), seen.width(), seen.height()));
    if (kinds.contains(Kind.CROPS)) {
      crop(seen, image.toBufferedImage());
    }
    if (kinds.contains(Kind.DRAWINGS)) {
      draw(seen, image.toBufferedImage());
    }
    if (kinds.contains(Kind.JSON)) {
      describe(seen);
    }
  }

  private void draw(Prediction seen, BufferedImage drawing) throws IOException {
    PredictionPlot.draw(drawing, seen.found(), classNames, style);
    if (seen.frame().isPresent()) {
      try (SourceImage pixels = SourceImage.of(drawing)) {
        video.orElseThrow().add(pixels);
      }
    } else {
      write(folder.resolve(seen.stem() + ending(seen.image())), drawing);
    }
  }

  /** Each box without a margin, below the name of its class. */
  private void crop(Prediction seen, BufferedImage pixels) throws IOException {
    int number = 0;
    for (Detection box : seen.found()) {
      int width = (int) (box.x2() - box.x1());
      int height = (int) (box.y2() - box.y1());
      number++;
      if (width > 0 && height > 0) {
        Path crops = OutputFolder.create(folder.resolve("crops").resolve(folderName(box)));
        write(
            crops.resolve("%s-%d.jpg".formatted(seen.stem(), number)),
            pixels.getSubimage((int) box.x1(), (int) box.y1(), width, height));
      }
    }
  }

  /** A class's name may hold what a folder's may not. */
  private String folderName(Detection box) {
    String name = classNames.get(box.classId()).replaceAll("[/\\\\\\p{Cntrl}]", "_");
    return name.isBlank() || name.startsWith(".") ? "class" + box.classId() : name;
  }

  /** The image's own; without one, or with that of a format that is only read, a JPEG's. */
  private static String ending(Path image) {
    String name = image.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot);
    return ending.isEmpty() || ONLY_READ.contains(ending.toLowerCase(Locale.ROOT))
        ? ".jpg"
        : ending;
  }

  private static void write(Path file, BufferedImage drawing) throws IOException {
    try (SourceImage pixels = SourceImage.of(drawing)) {
      Files.write(file, pixels.encode(file.getFileName().toString()));
    }
  }

  private void describe(Prediction seen) {
    ObjectNode image = json.addObject();
    image.put("image", seen.image().toString());
    seen.frame().ifPresent(frame -> image.put("frame", frame));
    image.put("width", seen.width()).put("height", seen.height());
    ArrayNode boxes = image.putArray("detections");
    for (Detection found : seen.found()) {
      ObjectNode box = boxes.addObject();
      box.put("class", found.classId()).put("name", classNames.get(found.classId()));
      box.put("score", found.score());
      box.putArray("box")
          .add((int) found.x1())
          .add((int) found.y1())
          .add((int) found.x2())
          .add((int) found.y2());
    }
  }

  /** Writes what belongs to all images. */
  void finish() throws IOException {
    if (kinds.contains(Kind.JSON)) {
      Files.write(
          folder.resolve("predictions.json"),
          Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }
  }
}
