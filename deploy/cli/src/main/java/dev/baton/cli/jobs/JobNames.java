package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.messages.DidYouMean;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Names of jobs, for those whose user meant another. */
final class JobNames {
  private static final int MOST_NEAR = 3;

  private JobNames() {}

  /** What to say when nobody knows {@code job}: the nearest of those that are known. */
  static CommandFailedException unknown(String job, Collection<String> known) {
    Set<String> others = new TreeSet<>(known);
    List<String> near = new ArrayList<>();
    while (near.size() < MOST_NEAR) {
      Optional<String> nearest = DidYouMean.nearest(job, others);
      if (nearest.isEmpty()) {
        break;
      }
      near.add(nearest.get());
      others.remove(nearest.get());
    }
    return new CommandFailedException(
        near.isEmpty()
            ? "There is no job %s: see baton jobs --all".formatted(job)
            : "There is no job %s; did you mean %s? See baton jobs --all"
                .formatted(job, String.join(", ", near)));
  }

  /** Whether the store has a log of that name. */
  static boolean isStored(String job, ObjectStore store) throws IOException {
    return !new JobLog(store, job).read().entries().isEmpty();
  }
}
