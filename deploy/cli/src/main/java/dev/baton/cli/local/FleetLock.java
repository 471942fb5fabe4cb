package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/**
 * The right to run the fleet of a folder: one process at a time. The operating system takes it back
 * when the process ends, however it ends.
 */
final class FleetLock implements AutoCloseable {
  private final FileChannel channel;

  private FleetLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of {@code folder}.
   *
   * @throws CommandFailedException saying who has it and what to do
   */
  static FleetLock take(FleetFolder folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (isLocked(channel)) {
      return new FleetLock(channel);
    }
    channel.close();
    String who =
        FleetFile.find(folder)
            .filter(FleetFile::isRunning)
            .map(file -> " (process %d)".formatted(file.up().pid()))
            .orElse("");
    throw new CommandFailedException(
        "A fleet already runs in %s%s: use it, or stop it with Ctrl-C where it runs, or give another folder with --dir"
            .formatted(folder, who));
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
