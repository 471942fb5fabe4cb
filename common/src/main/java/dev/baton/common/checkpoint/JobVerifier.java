package dev.baton.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.StoredFile;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks all that the store holds of a job: whether its log is a chain that one owner after the
 * other has written, whether every checkpoint's data are what its entry says, and whether places
 * that were trained twice have the same digest. Changes nothing.
 */
public final class JobVerifier {
  private final JobHistory history;
  private final Set<Long> chain;
  private final Set<Long> needed;
  private final CheckpointStore checkpoints;
  private final JobKeys keys;

  public JobVerifier(ObjectStore store, String job, JobHistory history) {
    this.history = history;
    this.chain = history.chain().stream().map(Numbered::sequence).collect(Collectors.toSet());
    this.needed = needed(history, chain);
    this.checkpoints = new CheckpointStore(store, job);
    this.keys = new JobKeys(job);
  }

  /** How much is looked at. */
  public enum Depth {
    /** Sizes and SHA-256 of the files, and that digest.txt gives the entry's digest. */
    FILES,
    /** The state digest is computed anew from the tensors, too. */
    TENSORS
  }

  public enum Condition {
    WHOLE,
    /** Retention has deleted the data, since newer checkpoints made them needless. */
    RETIRED,
    DAMAGED
  }

  /**
   * What is wrong.
   *
   * @param file key of the object
   */
  public record Problem(String file, String why) {}

  /**
   * A checkpoint, or another entry with a problem.
   *
   * @param checkpoint empty for another entry
   */
  public record Checked(
      long sequence,
      Optional<Checkpointed> checkpoint,
      Condition condition,
      List<Problem> problems) {}

  /**
   * Checks everything, in the order of the log.
   *
   * @throws IOException when the store does not answer
   */
  public List<Checked> verify(Depth depth) throws IOException {
    Set<String> stored = checkpoints.storedKeys();
    Map<Long, String> broken = LogAudit.brokenEntries(history);
    List<Checked> checked = new ArrayList<>();
    for (long sequence = 0; sequence < history.nextSequence(); sequence++) {
      Checked entry = check(sequence, stored, Optional.ofNullable(broken.get(sequence)), depth);
      if (entry.checkpoint().isPresent() || !entry.problems().isEmpty()) {
        checked.add(entry);
      }
    }
    return checked;
  }

  /**
   * Checks one entry.
   *
   * @throws IOException when the store does not answer
   */
  public Checked verify(long sequence, Depth depth) throws IOException {
    Optional<String> broken = Optional.ofNullable(LogAudit.brokenEntries(history).get(sequence));
    return check(sequence, checkpoints.storedKeys(), broken, depth);
  }

  private Checked check(long sequence, Set<String> stored, Optional<String> broken, Depth depth)
      throws IOException {
    List<Problem> problems = new ArrayList<>();
    broken.ifPresent(why -> problems.add(new Problem(keys.entry(sequence), why)));
    Optional<Numbered<Checkpointed>> checkpoint = history.checkpoint(sequence);
    boolean isRetired = checkpoint.filter(c -> isRetired(c, stored)).isPresent();
    if (checkpoint.isPresent() && !isRetired) {
      problems.addAll(damage(checkpoint.get().entry(), depth));
    }
    Condition sound = isRetired ? Condition.RETIRED : Condition.WHOLE;
    return new Checked(
        sequence,
        checkpoint.map(Numbered::entry),
        problems.isEmpty() ? sound : Condition.DAMAGED,
        List.copyOf(problems));
  }

  /**
   * Whether the data are gone and were not needed; a part of them may be left of a deletion.
   *
   * @param stored keys of every data object of the job
   */
  public boolean isRetired(Numbered<Checkpointed> checkpoint, Set<String> stored) {
    Checkpointed entry = checkpoint.entry();
    if (!chain.contains(checkpoint.sequence())) {
      // It left the chain for its damage, unless it had been retired before.
      String folder = keys.checkpoint(entry);
      return entry.files().stream().noneMatch(file -> stored.contains(folder + file.name()));
    }
    return !checkpoints.isStored(entry, stored) && !needed.contains(checkpoint.sequence());
  }

  /**
   * What retention has kept for certain, and nobody can have deleted by hand. A checkpoint that is
   * the best only since a fitter one left the chain may have been deleted before that.
   */
  private static Set<Long> needed(JobHistory history, Set<Long> chain) {
    Set<Long> needed = RetentionRule.of(history).keptForCertain(history);
    history
        .best()
        .filter(best -> !RetentionRule.isNewest(history, best.sequence()))
        .filter(
            best ->
                history.all(Checkpointed.class).stream()
                    .filter(other -> !chain.contains(other.sequence()))
                    .flatMap(other -> other.entry().fitness().stream())
                    .anyMatch(fitness -> fitness >= best.entry().fitness().orElseThrow()))
        .ifPresent(best -> needed.remove(best.sequence()));
    return needed;
  }

  private List<Problem> damage(Checkpointed entry, Depth depth) throws IOException {
    List<Problem> problems = new ArrayList<>();
    Optional<byte[]> digest = Optional.empty();
    for (StoredFile file : entry.files()) {
      try {
        if (file.name().equals(CheckpointStore.DIGEST)) {
          digest = Optional.of(checkpoints.loadFile(entry, file.name()));
        } else {
          checkpoints.checkFile(entry, file);
        }
      } catch (CheckpointDamagedException e) {
        problems.add(new Problem(e.file(), e.why()));
      }
    }
    if (!problems.isEmpty()) {
      return problems;
    }
    String key = keys.checkpoint(entry) + CheckpointStore.DIGEST;
    if (digest.isEmpty()) {
      problems.add(new Problem(key, "the entry does not name it"));
    } else if (!Sha256.hex(digest.get()).equals(entry.stateDigest())) {
      problems.add(new Problem(key, "its SHA-256 is not the state digest of its entry"));
    } else if (depth == Depth.TENSORS) {
      problems.addAll(recomputed(entry, new String(digest.get(), UTF_8)));
    }
    return problems;
  }

  private List<Problem> recomputed(Checkpointed entry, String digestText) throws IOException {
    try {
      StateDigest computed = StateDigest.of(checkpoints.load(entry));
      return DigestDifference.first(computed.text(), digestText).stream()
          .map(
              difference ->
                  new Problem(
                      keys.checkpoint(entry) + CheckpointStore.DIGEST,
                      "of the stored state, %s gives another digest".formatted(difference.what())))
          .toList();
    } catch (CheckpointDamagedException e) {
      return List.of(new Problem(e.file(), e.why()));
    }
  }
}
