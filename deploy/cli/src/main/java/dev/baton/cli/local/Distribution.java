package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of what was built: {@code lib} with the jars of scheduler, worker and command, {@code
 * lib-local} with those of broker and store.
 */
record Distribution(Path folder) {

  /** The one that this process was started from; the launcher says where it is. */
  static Distribution ofThisProcess() {
    String folder = System.getProperty("baton.dist");
    if (folder == null || !Files.isDirectory(Path.of(folder, "lib-local"))) {
      throw new CommandFailedException(
          "The jars of broker and store are not in %s/lib-local: start Baton through its launcher, ./baton"
              .formatted(folder == null ? "(baton.dist)" : folder));
    }
    return new Distribution(Path.of(folder));
  }

  String classPath() {
    return folder.resolve("lib") + "/*";
  }

  String localClassPath() {
    return folder.resolve("lib-local") + "/*";
  }
}
