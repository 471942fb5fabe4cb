package dev.baton.cli.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.CommandFailedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is trained again and what it is compared with.
 *
 * @param numerics class of the job's first attempt
 * @param start the checkpoint that it begins from, empty for zero
 * @param originals the job's checkpoints after that, by their places; the last ends an epoch
 * @param losses places of the last checkpoint before each loss of a worker on that way
 */
record ReplayPlan(
    String job,
    JobSpec spec,
    String numerics,
    Optional<String> dataDigest,
    Optional<Numbered<Checkpointed>> start,
    SortedMap<Place, Checkpointed> originals,
    List<Place> losses) {

  /**
   * Reads a plan from the job's log.
   *
   * @param from {@code epoch_3}, the sequence number of a checkpoint, or empty for zero
   * @throws CommandFailedException saying from where it can begin instead
   */
  static ReplayPlan of(
      String job, JobHistory history, CheckpointStore checkpoints, Optional<String> from)
      throws IOException {
    AttemptStarted newest =
        history
            .newestAttempt()
            .map(Numbered::entry)
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "The log of job %s does not say what it trains: see baton verify %s"
                            .formatted(job, job)));
    Optional<Numbered<Checkpointed>> start = Optional.empty();
    if (from.isPresent()) {
      start = Optional.of(find(job, history, checkpoints, from.get()));
    }
    requireSameOptions(job, history, start);
    Place begin = start.map(checkpoint -> Place.of(checkpoint.entry())).orElse(Place.START);
    SortedMap<Place, Checkpointed> originals = originals(history, begin);
    if (originals.isEmpty()) {
      throw new CommandFailedException(
          "Job %s has finished no epoch after %s, so there is nothing to compare with. Wait for one (baton watch %s), or begin earlier with --from"
              .formatted(job, begin, job));
    }
    Place end = originals.lastKey();
    List<Place> losses =
        WorkerLosses.of(history).stream()
            .filter(place -> place.compareTo(begin) >= 0 && place.compareTo(end) < 0)
            .toList();
    return new ReplayPlan(
        job,
        inDefaultPool(newest.spec()),
        history.firstAttempt().orElseThrow().numerics(),
        history.dataDigest(),
        start,
        originals,
        losses);
  }

  /** An extended job was trained with other rates before, which nothing can replay with these. */
  private static void requireSameOptions(
      String job, JobHistory history, Optional<Numbered<Checkpointed>> start) {
    history
        .optionsHoldFrom()
        .filter(oldest -> start.filter(s -> s.sequence() >= oldest.sequence()).isEmpty())
        .ifPresent(
            oldest -> {
              throw new CommandFailedException(
                  "Job %s had other options before checkpoint %d: begin there or later (--from %d)"
                      .formatted(job, oldest.sequence(), oldest.sequence()));
            });
  }

  Place begin() {
    return start.map(checkpoint -> Place.of(checkpoint.entry())).orElse(Place.START);
  }

  /** The last epoch's end that there is something to compare with. */
  Place end() {
    return originals.lastKey();
  }

  /** Those of the one path of the training, from {@code begin} to the last epoch that ended. */
  private static SortedMap<Place, Checkpointed> originals(JobHistory history, Place begin) {
    SortedMap<Place, Checkpointed> originals = new TreeMap<>();
    history.chain().stream()
        .map(Numbered::entry)
        .dropWhile(entry -> !entry.isEpochEnd()) // newest first
        .takeWhile(entry -> Place.of(entry).compareTo(begin) > 0)
        .forEach(entry -> originals.put(Place.of(entry), entry));
    return originals;
  }

  private static Numbered<Checkpointed> find(
      String job, JobHistory history, CheckpointStore checkpoints, String from) throws IOException {
    Set<String> stored = checkpoints.storedKeys();
    List<Numbered<Checkpointed>> usable =
        history.chain().reversed().stream()
            .filter(checkpoint -> checkpoints.isStored(checkpoint.entry(), stored))
            .toList();
    return usable.stream()
        .filter(checkpoint -> isMeant(checkpoint, from))
        .findFirst()
        .orElseThrow(() -> notStored(job, from, usable));
  }

  private static CommandFailedException notStored(
      String job, String from, List<Numbered<Checkpointed>> usable) {
    String names = usable.stream().map(ReplayPlan::name).collect(Collectors.joining(", "));
    return new CommandFailedException(
        "Job %s has no stored checkpoint %s. Stored are: %s. A job keeps more with --save-period; without --from the replay begins from zero"
            .formatted(job, from, names));
  }

  private static boolean isMeant(Numbered<Checkpointed> checkpoint, String from) {
    return from.equals(String.valueOf(checkpoint.sequence())) || from.equals(name(checkpoint));
  }

  /** {@code epoch_3} for the end of an epoch, else the sequence number. */
  private static String name(Numbered<Checkpointed> checkpoint) {
    Checkpointed entry = checkpoint.entry();
    return entry.isEpochEnd() ? "epoch_" + entry.epoch() : String.valueOf(checkpoint.sequence());
  }

  /** The pool decides who trains, not what comes out. */
  private static JobSpec inDefaultPool(JobSpec spec) {
    ObjectNode json = Json.MAPPER.valueToTree(spec);
    json.put("pool", "default");
    try {
      return Json.MAPPER.treeToValue(json, JobSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A spec can be read back", e);
    }
  }
}
