package dev.baton.cli.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.cli.proof.ReplayComparison.Row;
import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.DigestDifference;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import java.io.IOException;

/** Says where an original and its replay part. */
record FirstDifference(CheckpointStore original, CheckpointStore replay) {

  /** {@code first difference at epoch 3, tensor model/model.0.conv.weight}. */
  String describe(Row row) throws IOException {
    Place place = row.place();
    String where =
        place.isEpochEnd()
            ? "epoch %d".formatted(place.epoch())
            : "epoch %d, step %d".formatted(place.epoch() + 1, place.step());
    return "first difference at %s, %s".formatted(where, what(row));
  }

  private String what(Row row) throws IOException {
    try {
      return DigestDifference.first(lines(original, row.original()), lines(replay, row.replayed()))
          .map(difference -> "tensor " + difference.what())
          .orElse("though all its lines are equal: a log entry is wrong (baton verify)");
    } catch (CheckpointDamagedException e) {
      // As a rule retention has deleted it: only an original's digests stay for good.
      return "tensor unknown: %s".formatted(e.getMessage());
    }
  }

  private static String lines(CheckpointStore checkpoints, Checkpointed entry)
      throws IOException, CheckpointDamagedException {
    return new String(checkpoints.loadFile(entry, CheckpointStore.DIGEST), UTF_8);
  }
}
