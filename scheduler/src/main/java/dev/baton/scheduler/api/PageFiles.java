package dev.baton.scheduler.api;

import dev.baton.common.checkpoint.Sha256;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The page's files, which come with the program. Browsers ask each time whether one is new. */
final class PageFiles {
  private static final String FOLDER = "/dev/baton/scheduler/page/";
  private static final int TAG_DIGITS = 24;
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "json", "application/json",
          "txt", "text/plain; charset=utf-8");

  /** Those that are there: anybody may ask for any number of others. */
  private final Map<String, PageFile> files = new ConcurrentHashMap<>();

  record PageFile(byte[] bytes, String type, String tag) {}

  /** Answers with the page; which view it shows, it sees by its address. */
  void serveIndex(Context request) {
    serve(request, "index.html");
  }

  /**
   * Answers that there is no such page, with the page; not to be kept, since it is for any path.
   */
  void serveMissing(Context request) {
    PageFile file = find("index.html").orElseThrow();
    request.status(404).header("Cache-Control", "no-store");
    request.contentType(file.type()).result(file.bytes());
  }

  /**
   * Answers with {@code assets/PATH}.
   *
   * @throws ApiException when there is none
   */
  void serveAsset(Context request, String path) {
    serve(request, "assets/" + path);
  }

  private void serve(Context request, String path) {
    PageFile file =
        find(path)
            .orElseThrow(
                () -> ApiException.notFound("There is no %s: see /".formatted(request.path())));
    request.header("ETag", file.tag()).header("Cache-Control", "no-cache");
    if (file.tag().equals(request.header("If-None-Match"))) {
      request.status(304);
    } else {
      request.contentType(file.type()).result(file.bytes());
    }
  }

  /** A file by its path below the page's folder. */
  Optional<PageFile> find(String path) {
    boolean isPath = path.matches("[A-Za-z0-9_-][A-Za-z0-9._/-]*") && !path.contains("..");
    return isPath
        ? Optional.ofNullable(files.computeIfAbsent(path, p -> load(p).orElse(null)))
        : Optional.empty();
  }

  /** How many files are in memory. */
  int held() {
    return files.size();
  }

  private static Optional<PageFile> load(String path) {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    try (InputStream stream = PageFiles.class.getResourceAsStream(FOLDER + path)) {
      if (stream == null || type == null) {
        return Optional.empty();
      }
      byte[] bytes = stream.readAllBytes();
      String tag = "\"" + Sha256.hex(bytes).substring(0, TAG_DIGITS) + "\"";
      return Optional.of(new PageFile(bytes, type, tag));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read %s from the program's jar".formatted(path), e);
    }
  }
}
