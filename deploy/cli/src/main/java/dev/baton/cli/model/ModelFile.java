package dev.baton.cli.model;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.model.ModelYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model as a user names it: one that is built in, or a YAML file. */
public final class ModelFile {
  private static final long LARGEST_BYTES = 256 << 10;

  private ModelFile() {}

  /**
   * Reads a model.
   *
   * @throws CommandFailedException saying what is wrong with the name or the file
   */
  public static ModelYaml read(String nameOrFile) {
    try {
      Path file = Path.of(nameOrFile);
      return ModelYaml.of(Files.isRegularFile(file) ? text(file) : nameOrFile);
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailedException(FileFailure.sentence(e), e);
    }
  }

  /** The text, which is recognised as such by its several lines. */
  private static String text(Path file) throws IOException {
    if (Files.size(file) > LARGEST_BYTES) {
      throw new CommandFailedException(
          "%s has %d bytes, which no model YAML needs; name a YAML file"
              .formatted(file, Files.size(file)));
    }
    return Files.readString(file) + "\n";
  }
}
