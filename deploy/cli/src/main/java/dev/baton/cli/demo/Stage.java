package dev.baton.cli.demo;

import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A fleet in a folder of its own, which is gone afterwards: its processes always, the folder unless
 * it is kept. This holds however the demonstration ends, by Ctrl-C too.
 */
final class Stage implements AutoCloseable {
  private static final int WORKERS = 2;

  private final Path folder;
  private final Story story;
  private final AtomicBoolean isKept = new AtomicBoolean();
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private volatile LocalFleet fleet;

  private Stage(Path folder, Story story) {
    this.folder = folder;
    this.story = story;
  }

  static Stage open(Story story) throws IOException {
    Stage stage = new Stage(Files.createTempDirectory("baton-demo-"), story);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("demo-stop").unstarted(stage::interrupted));
    return stage;
  }

  Path folder() {
    return folder;
  }

  Path logs() {
    return new FleetFolder(folder).logs();
  }

  /** From now on the folder stays when the stage is closed. */
  void keep() {
    isKept.set(true);
  }

  /** Starts a broker, a store, a scheduler and two workers; returns when all are ready. */
  LocalFleet startFleet() throws IOException, InterruptedException {
    FleetOptions options =
        new FleetOptions(new FleetFolder(folder), WORKERS, 1, FleetOptions.Ports.ANY);
    fleet = LocalFleet.open(options, story::whisper);
    fleet.start();
    return fleet;
  }

  private void interrupted() {
    if (!isClosed.get()) {
      story.fallSilent();
    }
    close();
  }

  @Override
  public synchronized void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    if (fleet != null) {
      fleet.close();
    }
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
      story.say("Could not remove %s: %s".formatted(folder, e.getMessage()));
    }
  }
}
