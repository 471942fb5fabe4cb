package dev.baton.cli.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the end of a log file line by line, while another process may append to it. */
final class LogReader {
  /** Looked through for the last lines, and read in one call at most. */
  private static final int BLOCK_BYTES = 1 << 20;

  private final Path log;
  private final ByteArrayOutputStream unfinishedLine = new ByteArrayOutputStream();
  private long position;

  private LogReader(Path log, long position) {
    this.log = log;
    this.position = position;
  }

  /** Begins at the last {@code lines} lines of the file, which need not exist yet. */
  static LogReader atLast(int lines, Path log) throws IOException {
    if (Files.notExists(log)) {
      return new LogReader(log, 0);
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long begin = Math.max(0, file.length() - BLOCK_BYTES);
      byte[] block = read(file, begin);
      int at = block.length;
      for (int found = 0; at > 0; at--) {
        boolean isLineBefore = block[at - 1] == '\n' && at < block.length;
        if (isLineBefore && ++found == lines) {
          break;
        }
      }
      return new LogReader(log, begin + (lines == 0 ? block.length : at));
    }
  }

  /** Begins at the first line. */
  static LogReader atBeginning(Path log) {
    return new LogReader(log, 0);
  }

  /** The lines that are there, up to the last finished one. */
  List<String> allLines() throws IOException {
    List<String> all = new ArrayList<>();
    for (long before = -1; before != position; ) {
      before = position;
      all.addAll(newLines());
    }
    return all;
  }

  /** The lines that were finished since the last call. */
  List<String> newLines() throws IOException {
    if (Files.notExists(log)) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      if (file.length() < position) {
        position = 0; // a new file took its place
        unfinishedLine.reset();
      }
      for (byte b : read(file, position)) {
        position++;
        if (b == '\n') {
          lines.add(unfinishedLine.toString(StandardCharsets.UTF_8));
          unfinishedLine.reset();
        } else {
          unfinishedLine.write(b);
        }
      }
    }
    return lines;
  }

  private static byte[] read(RandomAccessFile file, long position) throws IOException {
    byte[] bytes = new byte[(int) Math.min(BLOCK_BYTES, file.length() - position)];
    file.seek(position);
    file.readFully(bytes);
    return bytes;
  }
}
