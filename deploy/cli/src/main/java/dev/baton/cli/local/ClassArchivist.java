package dev.baton.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

/**
 * Makes the archives of classes that are missing, one after the other, behind a fleet that runs.
 * Whatever goes wrong there costs the next starts some time, and nothing else.
 */
final class ClassArchivist implements AutoCloseable {
  private static final String UNFINISHED = ".tmp";

  /** Nobody takes that long: whoever made it was killed. */
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final FleetFolder folder;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("class-archives").factory());
  private volatile Optional<Future<?>> making = Optional.empty();

  /**
   * @param folder where the fleet's processes record their classes
   */
  ClassArchivist(FleetFolder folder) {
    this.folder = folder;
  }

  /** An archive, and the kind of process that it is for. */
  record Wanted(String kind, ClassArchive archive) {}

  /** Begins with those that are not there; returns at once. */
  void begin(List<Wanted> wanted) {
    try {
      making = Optional.of(thread.submit(() -> makeAll(wanted)));
    } catch (RejectedExecutionException e) {
      making = Optional.empty(); // the fleet stops already
    }
  }

  /** Waits until everything is made that can be. */
  void await() throws InterruptedException {
    try {
      if (making.isPresent()) {
        making.get().get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Archives of classes could not be made", e.getCause());
    }
  }

  private void makeAll(List<Wanted> wanted) {
    for (Wanted each : wanted) {
      try {
        if (each.archive().isToBeMade()) {
          make(each.archive(), folder.classList(each.kind()));
        }
      } catch (IOException e) {
        continue; // the next fleet tries again
      } catch (InterruptedException e) {
        return; // the fleet stops
      }
    }
  }

  private static void make(ClassArchive archive, Path list)
      throws IOException, InterruptedException {
    if (Files.notExists(list)) {
      return;
    }
    sweep(archive.file().getParent());
    Path taken = list.resolveSibling(list.getFileName() + ".taken");
    Path result =
        archive
            .file()
            .resolveSibling(
                "%s.%d%s"
                    .formatted(
                        archive.file().getFileName(), ProcessHandle.current().pid(), UNFINISHED));
    try {
      Files.write(taken, wholeLines(Files.readAllBytes(list)));
      if (succeeds(archive.making(taken, result), list.getParent())) {
        Files.move(result, archive.file(), StandardCopyOption.ATOMIC_MOVE);
        for (Path old : archive.predecessors()) {
          Files.deleteIfExists(old);
        }
      }
    } finally {
      Files.deleteIfExists(result);
      Files.deleteIfExists(taken);
      Files.deleteIfExists(list);
    }
  }

  private static boolean succeeds(List<String> command, Path folder)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor() == 0;
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }

  /** Whoever records may be writing the last line. */
  private static byte[] wholeLines(byte[] list) {
    int end = list.length;
    while (end > 0 && list[end - 1] != '\n') {
      end--;
    }
    return Arrays.copyOf(list, end);
  }

  private static void sweep(Path archives) throws IOException {
    Instant old = Instant.now().minus(LONGEST);
    try (Stream<Path> files = Files.list(archives)) {
      for (Path file : files.filter(f -> f.toString().endsWith(UNFINISHED)).toList()) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Breaks off what is being made. */
  @Override
  public void close() {
    thread.shutdownNow();
    thread.close();
  }
}
