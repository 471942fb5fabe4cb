package dev.baton.worker.cache;

import dev.baton.common.process.Machine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A lock between the processes of a machine; the system frees it when its process dies, however it
 * dies. Its file is never deleted: of two who lock a file of that name, one could have the old file
 * and the other a new one.
 *
 * <p>A process must not open a lock's file while it holds the lock: on Linux, closing any channel
 * of a file frees all locks that the process has on it.
 */
final class CacheLock {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final FileChannel channel;

  private CacheLock(FileChannel channel) {
    this.channel = channel;
  }

  /** How many may hold it. */
  enum Mode {
    SHARED,
    EXCLUSIVE
  }

  /** The lock, unless others hold it. */
  static Optional<CacheLock> tryLock(Path file, Mode mode) throws IOException {
    Files.createDirectories(file.getParent());
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean isHeld = false;
    try {
      isHeld = channel.tryLock(0, Long.MAX_VALUE, mode == Mode.SHARED) != null;
    } catch (OverlappingFileLockException e) {
      isHeld = false; // another thread of this process has it: as if another process had
    } finally {
      if (!isHeld) {
        channel.close();
      }
    }
    return isHeld ? Optional.of(new CacheLock(channel)) : Optional.empty();
  }

  /** The lock as soon as it is free, or nothing once it is no longer wanted. */
  static Optional<CacheLock> await(Path file, Mode mode, Machine machine, BooleanSupplier isWanted)
      throws IOException {
    Optional<CacheLock> lock = Optional.empty();
    while (isWanted.getAsBoolean() && (lock = tryLock(file, mode)).isEmpty()) {
      try {
        machine.sleep(LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return lock;
  }

  void release() throws IOException {
    channel.close();
  }
}
