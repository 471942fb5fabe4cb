package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.StoredFile;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The weights of a job in the store, with which predictions are made: the average of those that
 * were trained, where the trainer keeps one.
 *
 * @param checkpoint whose weights they are
 * @param safetensors the file, which says what it is, see {@link StoredCard}
 */
public record JobWeights(Numbered<Checkpointed> checkpoint, byte[] safetensors) {
  /** First where a trainer keeps an average of its weights. */
  static final List<String> FILES = List.of("ema.safetensors", "model.safetensors");

  private static final String BEST = "best";
  private static final String LAST = "last";

  /**
   * Finds the weights of a job that somebody names; of the best and of the last checkpoint an older
   * one stands in for a damaged one.
   *
   * @param which {@code best}, {@code last}, {@code epoch_N} or a checkpoint's number
   * @throws CommandFailedException when there are none, saying what there is
   */
  public static JobWeights find(ObjectStore store, String job, String which) throws IOException {
    JobHistory history = StoredLog.read(store, job);
    CheckpointStore checkpoints = new CheckpointStore(store, job);
    Set<String> storedKeys = checkpoints.storedKeys();
    for (Numbered<Checkpointed> candidate : candidates(store, job, history, which)) {
      if (checkpoints.isStored(candidate.entry(), storedKeys)) {
        try {
          Optional<byte[]> weights = load(checkpoints, candidate.entry());
          if (weights.isPresent()) {
            StoredCard card = StoredCard.of(store, history);
            return new JobWeights(candidate, card.writtenInto(weights.get()));
          }
        } catch (CheckpointDamagedException e) {
          continue; // an older one may be whole, as for a worker
        }
      }
    }
    throw new CommandFailedException(
        "Job %s has no whole %s weights in the store: see baton checkpoints %s"
            .formatted(job, which, job));
  }

  private static List<Numbered<Checkpointed>> candidates(
      ObjectStore store, String job, JobHistory history, String which) throws IOException {
    return switch (which) {
      case BEST -> byFitness(history);
      case LAST -> history.chain();
      default -> List.of(new CheckpointChoice(store, job, history).find(which));
    };
  }

  /** The checkpoints that end an epoch, the fittest first. */
  static List<Numbered<Checkpointed>> byFitness(JobHistory history) {
    return history.chain().stream()
        .filter(checkpoint -> checkpoint.entry().fitness().isPresent())
        .sorted(
            Comparator.comparing(
                    (Numbered<Checkpointed> checkpoint) -> checkpoint.entry().fitness().get())
                .thenComparing(Numbered::sequence)
                .reversed())
        .toList();
  }

  private static Optional<byte[]> load(CheckpointStore checkpoints, Checkpointed entry)
      throws IOException, CheckpointDamagedException {
    List<String> names = entry.files().stream().map(StoredFile::name).toList();
    Optional<String> file = FILES.stream().filter(names::contains).findFirst();
    return file.isEmpty() ? Optional.empty() : Optional.of(checkpoints.loadFile(entry, file.get()));
  }
}
