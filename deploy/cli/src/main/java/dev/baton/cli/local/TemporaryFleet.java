package dev.baton.cli.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A fleet of a command's own, beside any other: in a temporary folder, on free ports. Afterwards
 * its processes are gone always, its folder unless it is kept; however the command ends, by Ctrl-C
 * too.
 */
public final class TemporaryFleet implements AutoCloseable {
  private final Path folder;
  private final LocalFleet fleet;
  private final Consumer<String> say;
  private final AtomicBoolean isKept = new AtomicBoolean();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private TemporaryFleet(Path folder, LocalFleet fleet, Consumer<String> say) {
    this.folder = folder;
    this.fleet = fleet;
    this.say = say;
  }

  /**
   * Settles folder and ports; nothing runs yet.
   *
   * @param say told in a sentence what happens to processes, by any thread
   */
  public static TemporaryFleet open(String purpose, int workers, Consumer<String> say)
      throws IOException {
    Plugins plugins = Plugins.of(Optional.empty(), System.getenv());
    Path folder = Files.createTempDirectory("baton-%s-".formatted(purpose));
    FleetOptions options =
        new FleetOptions(
            new FleetFolder(folder), workers, 1, FleetOptions.Ports.ANY, plugins, Optional.empty());
    TemporaryFleet own = new TemporaryFleet(folder, LocalFleet.open(options, say), say);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name(purpose + "-stop").unstarted(own::close));
    return own;
  }

  public LocalFleet fleet() {
    return fleet;
  }

  public Path folder() {
    return folder;
  }

  public Path logs() {
    return new FleetFolder(folder).logs();
  }

  /**
   * Has this process unpack native libraries where the fleet's workers look for them, so that they
   * go away with the folder. Only before this process has loaded any.
   */
  public void shareNatives() {
    System.setProperty(
        "org.bytedeco.javacpp.cachedir",
        new FleetFolder(folder).natives().resolve("javacpp").toString());
  }

  /**
   * From now on the folder stays when this is closed. Not if that has begun: who finds the fleet
   * broken then has been stopped by Ctrl-C, and has found nothing.
   */
  public void keep() {
    if (!isClosed.get()) {
      isKept.set(true);
    }
  }

  /** The folder goes away after all. */
  public void discard() {
    isKept.set(false);
  }

  @Override
  public synchronized void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    fleet.close();
    if (!isKept.get()) {
      deleteFolder();
    }
  }

  private void deleteFolder() {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                throws IOException {
              Files.delete(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      say.accept("Could not remove %s: %s".formatted(folder, e.getMessage()));
    }
  }
}
