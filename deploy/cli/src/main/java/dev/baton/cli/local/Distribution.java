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
    if (folder == null) {
      throw new CommandFailedException(
          "The jars of Baton's processes are not known (baton.dist): start it through its launcher, ./baton");
    }
    return new Distribution(Path.of(folder));
  }

  String classPath() {
    return folder.resolve("lib") + "/*";
  }

  /** Where processes keep what they learnt of their classes; it can be deleted at any time. */
  Path classArchives() {
    return folder.resolve("class-archives");
  }

  /** An image for workers, for example, is built without these. */
  String localClassPath() {
    Path jars = folder.resolve("lib-local");
    if (Files.notExists(jars)) {
      throw new CommandFailedException(
          "This installation cannot run a broker and a store (there is no %s): use a full one, or name outside services with --kafka, --store and --store-endpoint"
              .formatted(jars));
    }
    return jars + "/*";
  }
}
