package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.RetentionRule;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which checkpoint somebody means by {@code epoch_50}, or by its number in the log. One that
 * retention has let go is none, though its data may be there still: see {@link
 * RetentionRule#letGo}.
 */
final class CheckpointChoice {
  private static final Pattern EPOCH = Pattern.compile("epoch_(\\d{1,7})");
  private static final Pattern SEQUENCE = Pattern.compile("\\d{1,10}");

  private final String job;
  private final JobHistory history;
  private final CheckpointStore checkpoints;
  private final Set<String> storedKeys;
  private final Set<Long> letGo;

  CheckpointChoice(ObjectStore store, String job, JobHistory history) throws IOException {
    this.job = job;
    this.history = history;
    this.checkpoints = new CheckpointStore(store, job);
    this.storedKeys = checkpoints.storedKeys();
    this.letGo = RetentionRule.letGo(history);
  }

  /**
   * The checkpoint called {@code name}; of several that end the same epoch, one of the newest
   * branch, else the newest.
   *
   * @throws CommandFailedException saying which there are, when it is not kept
   */
  Numbered<Checkpointed> find(String name) {
    Matcher epoch = EPOCH.matcher(name);
    if (epoch.matches()) {
      return findEpoch(Integer.parseInt(epoch.group(1)));
    }
    if (!SEQUENCE.matcher(name).matches()) {
      throw new CommandFailedException(
          "\"%s\" names no checkpoint: give epoch_N, or a number of baton checkpoints %s"
              .formatted(name, job));
    }
    return history
        .checkpoint(Long.parseLong(name))
        .filter(this::isKept)
        .orElseThrow(() -> none("checkpoint " + name));
  }

  private Numbered<Checkpointed> findEpoch(int epoch) {
    List<Numbered<Checkpointed>> candidates = new ArrayList<>(history.chain());
    candidates.addAll(history.all(Checkpointed.class).reversed());
    return candidates.stream()
        .filter(candidate -> candidate.entry().isEpochEnd() && candidate.entry().epoch() == epoch)
        .filter(this::isKept)
        .findFirst()
        .orElseThrow(() -> none("checkpoint of epoch " + epoch));
  }

  private boolean isKept(Numbered<Checkpointed> checkpoint) {
    return !letGo.contains(checkpoint.sequence())
        && checkpoints.isStored(checkpoint.entry(), storedKeys);
  }

  private CommandFailedException none(String what) {
    String stored =
        history.all(Checkpointed.class).stream()
            .filter(checkpoint -> checkpoint.entry().isEpochEnd() && isKept(checkpoint))
            .map(checkpoint -> "epoch_" + checkpoint.entry().epoch())
            .distinct()
            .collect(Collectors.joining(", "));
    return new CommandFailedException(
        "The store keeps no %s of job %s, but %s. More are kept by --save-period."
            .formatted(what, job, stored.isEmpty() ? "none that ends an epoch" : stored));
  }
}
