package dev.baton.cli.val;

import dev.baton.worker.yolo.SeenImage;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.metrics.GeneralNumber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes what was found as label files: {@code class x y w h [score]}, as parts of the image. */
public final class LabelTexts {
  private static final int DIGITS = 6;

  private final Path folder;
  private final boolean hasScores;

  public LabelTexts(Path folder, boolean hasScores) {
    this.folder = OutputFolder.create(folder);
    this.hasScores = hasScores;
  }

  /** Writes the file of a validated image, unless nothing was found in it. */
  void add(SeenImage seen) {
    String name = seen.image().path().substring(seen.image().path().lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    add(
        dot > 0 ? name.substring(0, dot) : name,
        seen.found(),
        seen.image().width(),
        seen.image().height());
  }

  /**
   * Writes {@code stem.txt}, unless nothing was found.
   *
   * @param found in the order of the lines, in pixels of the image
   * @param width of the image in pixels
   * @param height of the image in pixels
   */
  public void add(String stem, List<Detection> found, int width, int height) {
    if (found.isEmpty()) {
      return;
    }
    Path file = folder.resolve(stem + ".txt");
    List<String> lines = found.stream().map(one -> line(one, width, height)).toList();
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private String line(Detection found, double width, double height) {
    List<Double> numbers =
        new ArrayList<>(
            List.of(
                (double) found.classId(),
                (found.x1() + found.x2()) / 2 / width,
                (found.y1() + found.y2()) / 2 / height,
                (found.x2() - found.x1()) / width,
                (found.y2() - found.y1()) / height));
    if (hasScores) {
      numbers.add((double) found.score());
    }
    return String.join(
        " ", numbers.stream().map(number -> GeneralNumber.text(number, DIGITS)).toList());
  }
}
