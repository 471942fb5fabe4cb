package dev.baton.worker.cache;

import dev.baton.common.dataset.DatasetFetch;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * The place of one data set in the cache:
 *
 * <pre>
 * &lt;digest&gt;/size         what its files will take, in bytes; written first
 * &lt;digest&gt;/shards/      a record for each shard that is unpacked
 * &lt;digest&gt;/files/       the data set
 * &lt;digest&gt;/whole        written when all of it is there; its time is that of the last use
 * </pre>
 */
record CachedSet(Path folder) {

  String digest() {
    return folder.getFileName().toString();
  }

  boolean isWhole() {
    return Files.exists(whole());
  }

  Path dataYaml() {
    return files().resolve("data.yaml");
  }

  DatasetFetch fetchFrom(ObjectStore store) {
    return new DatasetFetch(store, files(), folder.resolve("shards"));
  }

  /** Counts in the cache from now on. */
  void reserve(long sizeBytes) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("size"), String.valueOf(sizeBytes));
  }

  /** What it takes up or will take up; nothing, once it is deleted. */
  long sizeBytes() throws IOException {
    try {
      return Long.parseLong(Files.readString(folder.resolve("size")).strip());
    } catch (NoSuchFileException | NumberFormatException e) {
      return 0; // it is being begun or deleted this very moment, or was when its worker died
    }
  }

  void markWhole(Instant now) throws IOException {
    if (!isWhole()) {
      Files.createFile(whole());
    }
    markUsed(now);
  }

  void markUsed(Instant now) throws IOException {
    Files.setLastModifiedTime(whole(), FileTime.from(now));
  }

  /** From now on it is fetched again, as far as its records are missing. */
  void markDamaged() throws IOException {
    Files.deleteIfExists(whole());
  }

  /** When it was used last; what is no whole set was never. */
  FileTime lastUsed() {
    try {
      return Files.getLastModifiedTime(whole());
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  /**
   * Deletes it all. In this order, so that dying on the way leaves nothing that looks like more
   * than is there; the size goes last.
   */
  void delete() throws IOException {
    markDamaged();
    deleteAll(folder.resolve("shards"));
    deleteAll(files());
    deleteAll(folder);
  }

  private Path whole() {
    return folder.resolve("whole");
  }

  private Path files() {
    return folder.resolve("files");
  }

  private static void deleteAll(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
