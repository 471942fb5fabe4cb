package dev.baton.worker.yolo.data;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that somebody means by a detection's source: a file, the files of a folder but not of
 * its subfolders, a pattern as {@code photos/*.jpg}, or a text file that lists one path a line,
 * which are relative to the working directory.
 */
public final class SourceFiles {
  private static final Pattern ADDRESS = Pattern.compile("(?i)(rtsp|rtmp|https?)://.*");
  private static final Pattern CAMERA = Pattern.compile("\\d+");
  private static final Set<String> VIDEO_ENDINGS =
      Set.of("asf", "avi", "gif", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg", "ts", "webm", "wmv");

  private SourceFiles() {}

  /**
   * Finds the images and videos of a source, sorted by path where nobody has put them in an order.
   *
   * @throws IOException saying in a sentence what to give instead
   */
  public static List<Path> find(String source) throws IOException {
    if (ADDRESS.matcher(source).matches() || source.equals("screen")) {
      throw new IOException(source + " is a stream: download it, and give the file");
    }
    List<Path> files = files(source);
    List<Path> seen = files.stream().filter(file -> isImage(file) || isVideo(file)).toList();
    if (seen.isEmpty()) {
      throw new IOException(
          files.size() == 1 && files.getFirst().toString().equals(source)
              ? source + " has no image's ending: give a .jpg, .png, .bmp, .tif, .webp or .avi file"
              : source + " leads to no image or video (.jpg, .png, .bmp, .tif, .webp, .avi, ...)");
    }
    return seen;
  }

  /** Whether a file is taken for a video, by its name. */
  public static boolean isVideo(Path file) {
    String name = file.getFileName().toString();
    return VIDEO_ENDINGS.contains(
        name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  private static List<Path> files(String source) throws IOException {
    Path path = Path.of(source);
    if (Files.isDirectory(path)) {
      return sorted(path, "*");
    }
    if (Files.isRegularFile(path)) {
      return source.endsWith(".txt") ? listed(path) : List.of(path);
    }
    if (source.contains("*") || source.contains("?")) {
      Path folder = path.getParent() == null ? Path.of("") : path.getParent();
      return sorted(folder, path.getFileName().toString());
    }
    throw new IOException(
        CAMERA.matcher(source).matches()
            ? "Camera %s cannot be read: give files".formatted(source)
            : source + " is not there: give a file, a folder, a quoted pattern or a list.txt");
  }

  private static List<Path> listed(Path list) throws IOException {
    return Files.readAllLines(list).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .map(Path::of)
        .toList();
  }

  private static List<Path> sorted(Path folder, String pattern) throws IOException {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> matcher.matches(entry.getFileName()))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (NotDirectoryException e) {
      throw new IOException("%s is no folder".formatted(folder), e);
    }
  }

  private static boolean isImage(Path file) {
    return ImageFormat.isImageName(file.getFileName().toString());
  }
}
