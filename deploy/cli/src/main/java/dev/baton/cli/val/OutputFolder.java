package dev.baton.cli.val;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of a validation or a detection go. */
public final class OutputFolder {
  private static final int MOST_RUNS = 10_000;

  private OutputFolder() {}

  /** Creates {@code project/name}, or {@code name2}, {@code name3}, … if that is there already. */
  public static Path createNew(Path project, String name) {
    for (int number = 1; number <= MOST_RUNS; number++) {
      Path folder = project.resolve(number == 1 ? name : name + number);
      if (!Files.exists(folder)) {
        return create(folder);
      }
    }
    throw new CommandFailedException(
        "%s is full of runs called %s: give another --name".formatted(project, name));
  }

  /** Creates {@code folder} unless it is there. */
  public static Path create(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw FileFailure.at(folder, e);
    }
  }
}
