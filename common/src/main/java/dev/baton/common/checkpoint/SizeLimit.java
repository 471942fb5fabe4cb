package dev.baton.common.checkpoint;

import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What a job's checkpoints may take up in the store, with room for the one that is uploaded next:
 * data come before the entry that lets others go. Beyond it those that stay only for {@code
 * save_period} are given up, the oldest first.
 */
public record SizeLimit(ByteSize max) {

  /**
   * What the limit asks for.
   *
   * @param givenUp the oldest first
   * @param sizeBytes of all others, with room for the next one; more than the limit when even those
   *     do not fit
   */
  public record Fit(List<Numbered<Checkpointed>> givenUp, long sizeBytes) {}

  /**
   * Chooses what to give up of {@code staying}.
   *
   * @param staying the checkpoints that are stored and stay but for this limit
   * @param expendable sequence numbers of those that may go
   */
  public Fit fit(List<Numbered<Checkpointed>> staying, Set<Long> expendable) {
    long size =
        totalBytes(staying)
            + staying.stream().mapToLong(c -> c.entry().totalBytes()).max().orElse(0);
    List<Numbered<Checkpointed>> givenUp = new ArrayList<>();
    List<Numbered<Checkpointed>> oldestFirst =
        staying.stream().sorted(Comparator.comparing(Numbered::sequence)).toList();
    for (Numbered<Checkpointed> checkpoint : oldestFirst) {
      if (size > max.bytes() && expendable.contains(checkpoint.sequence())) {
        size -= checkpoint.entry().totalBytes();
        givenUp.add(checkpoint);
      }
    }
    return new Fit(List.copyOf(givenUp), size);
  }

  /** Whether a {@link Fit} is none. */
  public boolean isExceededBy(Fit fit) {
    return fit.sizeBytes() > max.bytes();
  }

  private static long totalBytes(List<Numbered<Checkpointed>> checkpoints) {
    return checkpoints.stream().mapToLong(checkpoint -> checkpoint.entry().totalBytes()).sum();
  }
}
