package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The folder of what was built: {@code lib} with the jars of scheduler, worker and command, {@code
 * lib-local} with those of broker and store.
 */
record Distribution(Path folder) {
  static final String JARS = "lib";
  static final String LOCAL_JARS = "lib-local";

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
    return folder.resolve(JARS) + "/*";
  }

  /**
   * The archive of classes of processes of a kind; empty where there are no jars, or no folder for
   * archives and none can be made.
   *
   * @param jars the folder in this one that all their jars are in
   */
  Optional<ClassArchive> classArchive(
      String kind, String jars, Path java, int javaFeature, List<String> moduleFlags) {
    Path archives = folder.resolve("class-archives");
    try {
      if (Files.isWritable(folder)) {
        Files.createDirectories(archives);
      }
      return Files.isDirectory(archives)
          ? Optional.of(
              ClassArchive.of(kind, archives, folder.resolve(jars), java, javaFeature, moduleFlags))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // the processes start without
    }
  }

  /** An image for workers, for example, is built without these. */
  String localClassPath() {
    Path jars = folder.resolve(LOCAL_JARS);
    if (Files.notExists(jars)) {
      throw new CommandFailedException(
          "This installation cannot run a broker and a store (there is no %s): use a full one, or name outside services with --kafka, --store and --store-endpoint"
              .formatted(jars));
    }
    return jars + "/*";
  }
}
