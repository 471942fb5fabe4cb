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
final class LabelTexts {
  private static final int DIGITS = 6;

  private final Path folder;
  private final boolean hasScores;

  LabelTexts(Path folder, boolean hasScores) {
    this.folder = OutputFolder.create(folder);
    this.hasScores = hasScores;
  }

  /** Writes the file of an image, unless nothing was found in it. */
  void add(SeenImage seen) {
    if (seen.found().isEmpty()) {
      return;
    }
    String name = seen.image().path().substring(seen.image().path().lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    Path file = folder.resolve((dot > 0 ? name.substring(0, dot) : name) + ".txt");
    List<String> lines = seen.found().stream().map(found -> line(found, seen)).toList();
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private String line(Detection found, SeenImage seen) {
    double width = seen.image().width();
    double height = seen.image().height();
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
