package dev.baton.common.checkpoint;

import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Names for jobs whose owner gave none: exp, exp2, exp3, ... as in YOLOv9. */
public final class FreshJobName {
  private static final String STEM = "exp";

  private FreshJobName() {}

  /** The first name that is not {@code taken}. */
  public static String outside(Set<String> taken) {
    String name = STEM;
    for (int number = 2; taken.contains(name); number++) {
      name = STEM + number;
    }
    return name;
  }

  /**
   * The first name that is not {@code taken} and under which {@code store} has no log: it may be
   * older than Kafka, and remember jobs that the scheduler does not.
   *
   * @throws IOException when the store does not answer
   */
  public static String outside(Set<String> taken, ObjectStore store) throws IOException {
    Set<String> unfit = new HashSet<>(taken);
    String name = outside(unfit);
    while (!new JobLog(store, name).read().entries().isEmpty()) {
      unfit.add(name);
      name = outside(unfit);
    }
    return name;
  }
}
