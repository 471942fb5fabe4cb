package dev.baton.cli;

import dev.baton.common.objectstore.FullDisk;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** What to say when a file or folder of this machine cannot be used. */
public final class FileFailure {
  private static final String FULL_DISK =
      "A disk of this machine is full: free some space, or choose another place";

  private FileFailure() {}

  /** A command's end, since {@code file} cannot be read or written. */
  public static CommandFailedException at(Path file, IOException e) {
    return new CommandFailedException(sentence(file, e), e);
  }

  /** One sentence with what to do, also where {@code e} does not name the file. */
  public static String sentence(Path file, IOException e) {
    if (e instanceof FileSystemException named) {
      return sentence(named);
    }
    return FullDisk.isBehind(e) ? full(file.toString()) : unusable(file.toString(), sentence(e));
  }

  /** A sentence, when {@code e} is for want of room on some disk of this machine. */
  public static Optional<String> ofDisk(IOException e) {
    return FullDisk.isBehind(e) ? Optional.of(FULL_DISK) : Optional.empty();
  }

  /** The same for any failure to read or write; of one that names no file, what it says. */
  public static String sentence(IOException e) {
    return e instanceof FileSystemException file
        ? sentence(file)
        : Optional.ofNullable(e.getMessage()).orElse(e.toString());
  }

  /** One sentence with what to do. */
  public static String sentence(FileSystemException e) {
    String file = e.getFile();
    String reason = e.getReason() == null ? "" : e.getReason();
    return switch (e) {
      case AccessDeniedException denied ->
          "%s: you may not read or write there; choose another place, or change its permissions"
              .formatted(file);
      case NoSuchFileException missing ->
          "%s is not there and cannot be made; give another path".formatted(file);
      case FileAlreadyExistsException other ->
          "%s is there already, and is no folder; give another path".formatted(file);
      case NotDirectoryException plain -> "%s is no folder; give another path".formatted(file);
      default -> other(file, reason);
    };
  }

  private static String other(String file, String reason) {
    return switch (reason) {
      case "No space left on device", "Disk quota exceeded" -> full(file);
      case "Read-only file system" ->
          "%s: nothing can be written there (read-only file system); choose another place"
              .formatted(file);
      case "Not a directory" ->
          "%s: a folder above it is a file; give another path".formatted(file);
      case "" -> "%s cannot be used; give another path".formatted(file);
      default -> unusable(file, reason);
    };
  }

  private static String full(String file) {
    return "%s: the disk is full; free some space, or choose another place".formatted(file);
  }

  private static String unusable(String file, String reason) {
    return "%s cannot be used: %s".formatted(file, reason);
  }
}
