package dev.baton.worker.yolo.data.imports;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A folder that no name found in a file can lead out of. */
record Folder(Path path) {

  /** The path of {@code name} in this folder; empty when the name leads out of it. */
  Optional<Path> resolve(String name) {
    try {
      Path resolved = path.resolve(name).normalize();
      boolean isInside = resolved.startsWith(path) && !resolved.equals(path);
      return isInside ? Optional.of(resolved) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * @param namedBy the file that has the name, for the message
   */
  Path require(String name, Path namedBy) {
    return resolve(name)
        .orElseThrow(
            () ->
                new ImportException(
                    namedBy + " names \"" + name + "\", which is not in " + path + "; correct it"));
  }
}
