package dev.baton.cli.local;

import java.time.Duration;

/** What happened to a child; its text is for people. */
sealed interface ChildEvent {
  String child();

  record ChildStarted(String child, ProcessIdentity process) implements ChildEvent {
    @Override
    public String toString() {
      return "%s started (process %d)".formatted(child, process.pid());
    }
  }

  /**
   * The child ended although nobody asked it to.
   *
   * @param status exit status; 128 + n after signal n
   * @param restartIn pause until it is started again
   */
  record ChildDied(String child, long pid, int status, Duration restartIn) implements ChildEvent {
    @Override
    public String toString() {
      String how =
          switch (status) {
            case FullHeap.STATUS -> "ended since its Java heap was full";
            case 4 -> "ended itself since its training hung";
            default ->
                status > 128 ? "was killed by signal " + (status - 128) : "ended with " + status;
          };
      String pause = restartIn.isZero() ? "" : " in %d s".formatted(restartIn.toSeconds());
      return "%s (process %d) %s; starting it again%s".formatted(child, pid, how, pause);
    }
  }
}
