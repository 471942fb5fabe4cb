package dev.baton.common.dataset;

import dev.baton.common.checkpoint.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is to be packed.
 *
 * @param path in the data set, with {@code /} between the names; see {@link #requireSafe}
 * @param sha256 that its bytes must have
 * @param source where its bytes come from
 */
public record PackedFile(String path, long sizeBytes, String sha256, Source source) {
  private static final int LONGEST_PATH = 1000;

  public PackedFile {
    requireSafe(path);
  }

  /** Opens the bytes from their beginning. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }

  public static PackedFile of(String path, byte[] bytes) {
    return new PackedFile(
        path, bytes.length, Sha256.hex(bytes), () -> new ByteArrayInputStream(bytes));
  }

  public static PackedFile of(String path, long sizeBytes, String sha256, Path file) {
    return new PackedFile(path, sizeBytes, sha256, () -> Files.newInputStream(file));
  }

  /**
   * Returns {@code path} if it stays inside any folder that it is resolved against.
   *
   * @throws IllegalArgumentException when it is absolute, leads upwards, or is no plain path
   */
  static String requireSafe(String path) {
    boolean isPlain =
        !path.isEmpty()
            && path.length() <= LONGEST_PATH
            && path.chars().noneMatch(c -> c < ' ' || c == '\\' || c == 0x7F);
    if (isPlain) {
      for (String name : path.split("/", -1)) {
        isPlain &= !name.isEmpty() && !name.equals(".") && !name.equals("..");
      }
    }
    if (!isPlain) {
      throw new IllegalArgumentException(
          "the path \"%s\" cannot be in a pushed data set: it must be relative, lead nowhere out of the set, and be without control characters and backslashes"
              .formatted(path));
    }
    return path;
  }
}
