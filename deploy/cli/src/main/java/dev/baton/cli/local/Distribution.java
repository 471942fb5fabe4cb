package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

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

  /**
   * Where the processes of a kind keep what they learn of their classes; it can be deleted at any
   * time. Empty where nobody may write.
   */
  Optional<Path> classArchive(String kind) {
    Path archives = folder.resolve("class-archives");
    if (Files.isWritable(folder) && Files.notExists(archives)) {
      try {
        Files.createDirectory(archives);
      } catch (IOException e) {
        return Optional.empty(); // somebody else may just have made it: the next start uses it
      }
    }
    return Files.isWritable(archives)
        ? Optional.of(archives.resolve(kind + ".jsa"))
        : Optional.empty();
  }

  /**
   * Whether the next process of a kind may start from what an earlier one learnt: of the jars that
   * are there now. True as well where nothing can be kept, since that gets no better.
   */
  boolean isClassArchiveNew(String kind) throws IOException {
    Optional<Path> archive = classArchive(kind);
    if (archive.isEmpty()) {
      return true;
    }
    if (Files.notExists(archive.get())) {
      return false;
    }
    FileTime learnt = Files.getLastModifiedTime(archive.get());
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder.resolve("lib"))) {
      for (Path jar : jars) {
        if (Files.getLastModifiedTime(jar).compareTo(learnt) > 0) {
          return false;
        }
      }
    }
    return true;
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
