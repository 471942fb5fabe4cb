package dev.baton.common.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.checkpoint.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The archives of a data set: plain tar without compression, since images are compressed already.
 * Equal files give equal bytes: owners, times and modes are the same for all.
 */
final class ShardTar {
  private static final String UNFINISHED = ".unfinished";

  private ShardTar() {}

  /** A file as it was unpacked. */
  record UnpackedFile(String path, long sizeBytes, String sha256) {}

  /** Writes {@code files} in their order; refuses one that is not what it was when it was read. */
  static void write(List<PackedFile> files, OutputStream out) throws IOException {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(out, UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    for (PackedFile file : files) {
      TarArchiveEntry entry = new TarArchiveEntry(file.path(), TarConstants.LF_NORMAL);
      entry.setSize(file.sizeBytes());
      entry.setMode(0644);
      entry.setModTime(0);
      tar.putArchiveEntry(entry);
      copy(file, tar);
      tar.closeArchiveEntry();
    }
    tar.finish();
    tar.flush();
  }

  private static void copy(PackedFile file, OutputStream out) throws IOException {
    byte[] bytes;
    try (InputStream in = file.source().open()) {
      bytes = in.readAllBytes();
    }
    if (bytes.length != file.sizeBytes() || !Sha256.hex(bytes).equals(file.sha256())) {
      throw new IOException(
          "%s has changed since it was read; push again when nothing writes there"
              .formatted(file.path()));
    }
    out.write(bytes);
  }

  /**
   * Unpacks an archive below {@code folder}; files appear whole, in place of what may be there.
   *
   * @throws IllegalArgumentException when it holds anything but regular files with paths that stay
   *     inside; nothing is written then
   */
  static List<UnpackedFile> unpack(byte[] tar, Path folder) throws IOException {
    requireHarmless(tar);
    List<UnpackedFile> unpacked = new ArrayList<>();
    try (TarArchiveInputStream in = open(tar)) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] bytes = in.readNBytes((int) entry.getSize());
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        Files.write(unfinished, bytes);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        unpacked.add(new UnpackedFile(entry.getName(), bytes.length, Sha256.hex(bytes)));
      }
    }
    return unpacked;
  }

  private static void requireHarmless(byte[] tar) throws IOException {
    try (TarArchiveInputStream in = open(tar)) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        PackedFile.requireSafe(entry.getName());
        boolean isPlain =
            entry.getLinkFlag() == TarConstants.LF_NORMAL
                && !entry.isSparse()
                && entry.getSize() <= tar.length;
        if (!isPlain) {
          throw new IllegalArgumentException(
              "%s is no regular file: a pushed data set has no folders, links or devices"
                  .formatted(entry.getName()));
        }
      }
    }
  }

  private static TarArchiveInputStream open(byte[] tar) {
    return new TarArchiveInputStream(new ByteArrayInputStream(tar), UTF_8.name());
  }
}
