package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.messages.DidYouMean;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names of jobs: for those whose owner gave none (exp, exp2, exp3, ... as in YOLOv9), and for those
 * whose user meant another.
 */
final class JobNames {
  private static final String STEM = "exp";
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

  /** As {@link #firstFree(Set)}, and of no job in the store, which may be older than Kafka. */
  static String firstFree(Set<String> taken, ObjectStore store) throws IOException {
    Set<String> all = new HashSet<>(taken);
    String free = firstFree(all);
    while (isStored(free, store)) {
      all.add(free);
      free = firstFree(all);
    }
    return free;
  }

  /** Whether the store has a log of that name. */
  static boolean isStored(String job, ObjectStore store) throws IOException {
    return !new JobLog(store, job).read().entries().isEmpty();
  }

  static String firstFree(Set<String> taken) {
    String name = STEM;
    for (int number = 2; taken.contains(name); number++) {
      name = STEM + number;
    }
    return name;
  }
}
