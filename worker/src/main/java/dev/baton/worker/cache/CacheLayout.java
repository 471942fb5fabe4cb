package dev.baton.worker.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where things lie in a cache's folder. */
record CacheLayout(Path folder) {

  CachedSet set(String digest) {
    return new CachedSet(folder.resolve(digest));
  }

  /** All sets, whole or not. */
  List<CachedSet> sets() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("[0-9a-f]{64}"))
          .map(CachedSet::new)
          .toList();
    }
  }

  /** Shared by those who use or fetch the set; whoever deletes it is alone. */
  Path useLock(CachedSet set) {
    return lock(set.digest() + ".use");
  }

  /** Whoever fetches the set is alone. */
  Path fetchLock(CachedSet set) {
    return lock(set.digest() + ".fetch");
  }

  Path roomLock() {
    return lock("room");
  }

  private Path lock(String name) {
    return folder.resolve("locks").resolve(name);
  }
}
