package dev.baton.cli.local;

import dev.baton.common.checkpoint.LastWords;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.AttemptFile;
import dev.baton.worker.attempt.AttemptFile.Begun;
import java.io.IOException;
import java.util.Optional;

/**
 * The end of a worker whose Java heap is full. Its JVM ends at once, since nobody knows which of
 * its threads could go on; so it says nothing, and whoever has started it speaks for it. The words
 * are for the sentence by which a job fails that ends one worker after the other so.
 */
final class FullHeap {
  /** Exit status by {@code -XX:+ExitOnOutOfMemoryError}. */
  static final int STATUS = 3;

  static final String WORDS =
      "ran out of Java heap, of which it may use half of the machine's memory; lower workers or batch, set cache to none, or give it more, for example by JAVA_TOOL_OPTIONS=-Xmx4g";

  private FullHeap() {}

  /** Leaves the last words of the attempt that {@code file} names, if it names one. */
  static void leaveWords(AttemptFile file, FleetConnection fleet) throws IOException {
    Optional<Begun> begun = file.read();
    if (begun.isEmpty()) {
      return;
    }
    try (ObjectStore store = fleet.openStore()) {
      new LastWords(store, begun.get().job()).put(begun.get().attemptId(), WORDS);
    }
  }
}
