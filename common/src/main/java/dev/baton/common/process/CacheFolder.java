package dev.baton.common.process;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a machine keeps what can be had again. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * {@code BATON_CACHE_DIR}, else {@code baton} in {@code XDG_CACHE_HOME} or in {@code ~/.cache}. A
   * variable without a value counts as not set.
   *
   * @param environment usually {@code System.getenv()}
   */
  public static Path of(Map<String, String> environment, Path home) {
    return folder(environment, "BATON_CACHE_DIR")
        .orElseGet(
            () ->
                folder(environment, "XDG_CACHE_HOME")
                    .orElse(home.resolve(".cache"))
                    .resolve("baton"));
  }

  private static Optional<Path> folder(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(path -> !path.isBlank())
        .map(Path::of);
  }
}
