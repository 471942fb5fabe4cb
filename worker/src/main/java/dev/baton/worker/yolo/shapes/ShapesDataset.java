package dev.baton.worker.yolo.shapes;

import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A small data set to try a training on: one to four coloured circles, squares and triangles per
 * image, on textured ground, none covering another, with exact boxes.
 */
public final class ShapesDataset {
  private static final String YAML =
      """
      # Coloured shapes, drawn from the seed %d.
      train: images/train
      val: images/val
      names: [%s]
      """;

  private ShapesDataset() {}

  /**
   * Draws the data set in YOLO format into {@code dir}, which is made if need be; equal arguments
   * give equal files. An image depends on the seed, its split and its number alone.
   *
   * @param train training images
   * @param val validation images
   * @param sizePx side of the square images, at least 32
   * @return path of the data.yaml
   * @throws IllegalArgumentException when {@code dir} is not empty, or a number is too small
   * @throws UncheckedIOException when a file cannot be written
   */
  public static Path draw(Path dir, long seed, int train, int val, int sizePx) {
    require(train > 0 && val > 0, "train %d and val %d must be at least 1", train, val);
    require(sizePx >= 32, "images of %d px are too small for shapes; use at least 32", sizePx);
    try {
      Files.createDirectories(dir);
      try (Stream<Path> present = Files.list(dir)) {
        require(present.findAny().isEmpty(), "%s is not empty; give a new folder", dir);
      }
      drawSplit(dir, "train", new Random(seed), train, sizePx);
      drawSplit(dir, "val", new Random(~seed), val, sizePx);
      String names =
          Stream.of(Shape.Kind.values())
              .map(Shape.Kind::className)
              .collect(Collectors.joining(", "));
      return Files.writeString(dir.resolve("data.yaml"), YAML.formatted(seed, names));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot draw shapes into " + dir + ": " + e, e);
    }
  }

  private static void require(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(arguments));
    }
  }

  private static void drawSplit(Path dir, String split, Random seeds, int count, int sizePx)
      throws IOException {
    Path images = Files.createDirectories(dir.resolve("images").resolve(split));
    Path labels = Files.createDirectories(dir.resolve("labels").resolve(split));
    for (int i = 0; i < count; i++) {
      Random random = new Random(seeds.nextLong());
      String name = String.format(Locale.ROOT, "%05d", i);
      try (Mat image = Ground.paint(random, sizePx)) {
        List<Shape> shapes = Shape.draw(image, random);
        Files.write(images.resolve(name + ".png"), png(image));
        Files.write(
            labels.resolve(name + ".txt"), shapes.stream().map(s -> s.label(sizePx)).toList());
      }
    }
  }

  private static byte[] png(Mat image) {
    try (BytePointer encoded = new BytePointer()) {
      imencode(".png", image, encoded);
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      return bytes;
    }
  }
}
