package dev.baton.cli.proof;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.text.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Digest by digest, an original training and the one that repeats it, at all places where both have
 * a checkpoint.
 *
 * @param end the place up to which it was to be repeated
 */
record ReplayComparison(List<Row> rows, Place end) {

  /**
   * A place where both have a checkpoint.
   *
   * @param lost workers that the replay lost on its way here from the row before
   */
  record Row(Place place, Checkpointed original, Checkpointed replayed, List<LostWorker> lost) {
    boolean isSame() {
      return original.stateDigest().equals(replayed.stateDigest());
    }
  }

  /** A worker that the replay lost, and its last reported step before that. */
  record LostWorker(String worker, Place place) {
    @Override
    public String toString() {
      return "%s, %s".formatted(worker, place);
    }
  }

  static ReplayComparison of(
      SortedMap<Place, Checkpointed> originals, JobHistory replay, List<LostWorker> lost) {
    List<Row> rows = new ArrayList<>();
    List<LostWorker> untold = new ArrayList<>(lost);
    for (Numbered<Checkpointed> replayed : replay.all(Checkpointed.class)) {
      Place place = Place.of(replayed.entry());
      Checkpointed original = originals.get(place);
      if (original != null) {
        List<LostWorker> before =
            untold.stream().filter(worker -> worker.place().compareTo(place) < 0).toList();
        rows.add(new Row(place, original, replayed.entry(), before));
        untold.removeAll(before);
      }
    }
    return new ReplayComparison(List.copyOf(rows), originals.lastKey());
  }

  /** Whether it was repeated to its end, and everything that was compared is the same. */
  boolean isSame() {
    return rows.stream().anyMatch(row -> row.place().equals(end)) && firstDifference().isEmpty();
  }

  Optional<Row> firstDifference() {
    return rows.stream().filter(row -> !row.isSame()).findFirst();
  }

  List<Line> table() {
    Table table = new Table("EPOCH", "ORIGINAL", "REPLAYED", "SAME", "WORKERS LOST BEFORE");
    for (Row row : rows) {
      Place place = row.place();
      table.add(
          place.isEpochEnd()
              ? String.valueOf(place.epoch())
              : "%d, step %d".formatted(place.epoch() + 1, place.step()),
          Quantities.shortDigest(row.original().stateDigest()),
          Quantities.shortDigest(row.replayed().stateDigest()),
          row.isSame() ? "yes" : "NO",
          row.lost().isEmpty()
              ? "-"
              : String.join("; ", row.lost().stream().map(LostWorker::toString).toList()));
    }
    return table.lines();
  }
}
