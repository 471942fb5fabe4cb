package dev.baton.cli.local;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Children of a fleet whose parent was killed: they are about to halt, or hang. */
final class Orphans {
  private static final Duration TO_HALT = Duration.ofSeconds(2);
  private static final Duration TO_DIE = Duration.ofSeconds(10);

  private Orphans() {}

  /**
   * Returns when all of {@code children} have ended. Two brokers on one folder would damage it: the
   * second one writes before it finds out that it is not alone.
   */
  static void end(Collection<ProcessIdentity> children) {
    List<ProcessHandle> alive = children.stream().flatMap(child -> child.find().stream()).toList();
    for (ProcessHandle process : alive) {
      if (!hasEnded(process, TO_HALT)) {
        process.destroyForcibly();
      }
    }
    for (ProcessHandle process : alive) {
      if (!hasEnded(process, TO_DIE)) {
        throw new IllegalStateException(
            "Process %d of the last fleet cannot be ended: end it, then start the fleet again"
                .formatted(process.pid()));
      }
    }
  }

  private static boolean hasEnded(ProcessHandle process, Duration wait) {
    try {
      process.onExit().get(wait.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot watch process " + process.pid(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
