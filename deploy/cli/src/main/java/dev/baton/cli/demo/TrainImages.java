package dev.baton.cli.demo;

import dev.baton.cli.CommandFailedException;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.DataYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** How many images a data set trains on, roughly: by their names, without opening them. */
final class TrainImages {
  private static final Set<String> ENDINGS =
      Set.of("bmp", "jpeg", "jpg", "png", "tif", "tiff", "webp", "pfm");

  private TrainImages() {}

  /**
   * Counts the training images of {@code dataYaml}.
   *
   * @throws CommandFailedException saying what is wrong with it
   */
  static int count(Path dataYaml) {
    try {
      int images = 0;
      for (Path source : DataYaml.read(dataYaml).train()) {
        images += Files.isDirectory(source) ? inFolder(source) : inList(source);
      }
      if (images == 0) {
        throw new CommandFailedException(
            "%s names no training images: correct its key train".formatted(dataYaml));
      }
      return images;
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailedException(
          "Cannot read the training images of %s: %s".formatted(dataYaml, e), e);
    }
  }

  private static int inFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return (int) files.filter(file -> isImage(file.getFileName().toString())).count();
    }
  }

  private static int inList(Path list) throws IOException {
    return (int) Files.readAllLines(list).stream().filter(TrainImages::isImage).count();
  }

  private static boolean isImage(String name) {
    return ENDINGS.contains(
        name.strip().substring(name.strip().lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }
}
