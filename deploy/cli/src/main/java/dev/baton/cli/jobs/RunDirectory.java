package dev.baton.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A run directory as YOLOv9's users know it. A file appears whole or not at all, and links inside
 * the directory are replaced, never followed, so nothing outside of it is written.
 */
final class RunDirectory {
  private static final String WEIGHTS = "weights";
  private static final Pattern EPOCH = Pattern.compile("epoch\\d+\\.safetensors");

  private final Path folder;

  private RunDirectory(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens {@code folder} for writing, creating it.
   *
   * @param mayOverwrite whether it may have files in it already
   * @throws CommandFailedException saying what to do when it cannot be used
   */
  static RunDirectory open(Path folder, boolean mayOverwrite) {
    if (folder.toString().isEmpty()) {
      throw new CommandFailedException(
          "The folder's name is empty: give one, for example runs/exp1");
    }
    Path absolute = folder.toAbsolutePath().normalize();
    try {
      if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
        throw new CommandFailedException(
            "%s is a file: give the name of a folder".formatted(folder));
      }
      if (!mayOverwrite && Files.isDirectory(absolute) && !isEmpty(absolute)) {
        throw new CommandFailedException(
            "%s is not empty: give another folder, or add --overwrite".formatted(folder));
      }
      requirePlain(absolute.resolve(WEIGHTS));
      requirePlain(absolute.resolve(RunState.FOLDER));
      Files.createDirectories(absolute.resolve(WEIGHTS));
      return new RunDirectory(absolute);
    } catch (IOException e) {
      throw FileFailure.at(folder, e);
    }
  }

  /** Through a link files would get out of the directory. */
  private static void requirePlain(Path folder) {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new CommandFailedException(
          "%s is no plain folder: remove it, or give another folder".formatted(folder));
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  void write(RunFile file, byte[] bytes) throws IOException {
    write(file.path(), bytes);
  }

  /**
   * @param name of the file, in no folder
   */
  void writePicture(String name, byte[] png) throws IOException {
    write(name, png);
  }

  /**
   * Writes the weights after an epoch that {@code save_period} names.
   *
   * @param epoch from 0
   * @return the file, relative to the run directory
   */
  String writeEpoch(int epoch, byte[] bytes) throws IOException {
    String path = "%s/epoch%d.safetensors".formatted(WEIGHTS, epoch);
    write(path, bytes);
    return path;
  }

  private void write(String path, byte[] bytes) throws IOException {
    Path target = folder.resolve(path);
    // Not a temporary file of Java's: that one only its owner may read.
    Path unfinished = target.resolveSibling(".%s.unfinished".formatted(UUID.randomUUID()));
    try {
      Files.write(unfinished, bytes, StandardOpenOption.CREATE_NEW);
      Files.move(
          unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw FileFailure.at(target, e);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  void write(RunFile file, String text) throws IOException {
    write(file, text.getBytes(UTF_8));
  }

  /** Removes a file that an earlier fetch left and that this one has nothing for. */
  void remove(RunFile file) throws IOException {
    Files.deleteIfExists(folder.resolve(file.path()));
  }

  /** Likewise weights after epochs, but for those at {@code kept}, relative to the directory. */
  void removeEpochsExcept(Set<String> kept) throws IOException {
    List<Path> epochs;
    try (Stream<Path> files = Files.list(folder.resolve(WEIGHTS))) {
      epochs =
          files.filter(file -> EPOCH.matcher(file.getFileName().toString()).matches()).toList();
    }
    for (Path epoch : epochs) {
      if (!kept.contains(folder.relativize(epoch).toString())) {
        Files.delete(epoch);
      }
    }
  }

  /** Likewise a picture. */
  void removePicture(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
