package dev.baton.common.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Objects as files below a folder of one machine, for tests and for looking at a fetched store. */
public final class DirectoryObjectStore implements ObjectStore {
  private static final String UNFINISHED = ".unfinished";

  private final Path root;

  public DirectoryObjectStore(Path root) {
    this.root = root;
  }

  @Override
  public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
    try {
      return create(key, bytes);
    } catch (IOException e) {
      throw failed(key, e);
    }
  }

  private boolean create(String key, byte[] bytes) throws IOException {
    Path target = prepare(key);
    Path unfinished = Files.createTempFile(target.getParent(), "object", UNFINISHED);
    try {
      Files.write(unfinished, bytes);
      // A link, unlike a move, is refused when its name exists.
      Files.createLink(target, unfinished);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  @Override
  public void upload(String key, Content content) throws IOException {
    try {
      write(key, content);
    } catch (IOException e) {
      throw failed(key, e);
    }
  }

  private void write(String key, Content content) throws IOException {
    Path target = prepare(key);
    Path unfinished = Files.createTempFile(target.getParent(), "object", UNFINISHED);
    try {
      try (InputStream stream = content.open()) {
        Files.copy(stream, unfinished, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private IOException failed(String key, IOException cause) {
    return FullDisk.isBehind(cause)
        ? new StoreFullException(
            "Cannot write %s in %s: its disk is full".formatted(key, root), cause)
        : cause;
  }

  @Override
  public byte[] read(String key) throws IOException {
    try {
      return Files.readAllBytes(path(key));
    } catch (NoSuchFileException e) {
      throw new ObjectNotFoundException(key);
    }
  }

  @Override
  public InputStream open(String key) throws IOException {
    try {
      return Files.newInputStream(path(key));
    } catch (NoSuchFileException e) {
      throw new ObjectNotFoundException(key);
    }
  }

  @Override
  public List<StoredObject> list(String prefix) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<StoredObject> objects = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String key = root.relativize(file).toString();
            if (attributes.isRegularFile() && !key.endsWith(UNFINISHED) && key.startsWith(prefix)) {
              objects.add(new StoredObject(key, attributes.size()));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // deleted, or finished, while we looked
            }
            throw e;
          }
        });
    objects.sort(Comparator.comparing(StoredObject::key));
    return objects;
  }

  @Override
  public void delete(String key) throws IOException {
    Files.deleteIfExists(path(key));
  }

  @Override
  public void close() {}

  private Path prepare(String key) throws IOException {
    Path path = path(key);
    Files.createDirectories(path.getParent());
    return path;
  }

  private Path path(String key) {
    Path path = root.resolve(key).normalize();
    if (!path.startsWith(root.normalize())) {
      throw new IllegalArgumentException("Key %s leads out of the store".formatted(key));
    }
    return path;
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
