package dev.baton.cli.proof;

import static dev.baton.cli.proof.TrainedLog.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.output.Line;
import dev.baton.cli.proof.ReplayComparison.LostWorker;
import dev.baton.cli.proof.ReplayComparison.Row;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReplayComparisonTest {
  private static final SortedMap<Place, Checkpointed> ORIGINALS =
      new TreeMap<>(
          Map.of(
              new Place(1, 0), checkpoint("a", 1, 0, "aaaa"),
              new Place(1, 20), checkpoint("a", 1, 20, "bbbb"),
              new Place(2, 0), checkpoint("a", 2, 0, "cccc")));

  @Test
  void showsWhereWorkersWereLostAndWhereTheBitsDiffer() {
    ReplayComparison comparison =
        replayed(
            List.of(
                new LostWorker("worker-1", new Place(1, 13)),
                new LostWorker("worker-2", new Place(1, 18))),
            checkpoint("r", 1, 0, "aaaa"),
            checkpoint("r", 1, 15, "only the replay has one here"),
            checkpoint("r", 1, 20, "bbbb"),
            checkpoint("r", 2, 0, "dddd"));
    assertThat(comparison.table())
        .extracting(Line::text)
        .containsExactly(
            "EPOCH       ORIGINAL  REPLAYED  SAME  WORKERS LOST BEFORE",
            "1           aaaa      aaaa      yes   -",
            "2, step 20  bbbb      bbbb      yes   worker-1, epoch 2, step 13; worker-2, epoch 2, step 18",
            "2           cccc      dddd      NO    -");
    assertThat(comparison.isSame()).isFalse();
    assertThat(comparison.firstDifference().map(Row::place)).contains(new Place(2, 0));
  }

  @Test
  void checkpointsInsideEpochsNeedNotFallOnTheSameSteps() {
    ReplayComparison comparison =
        replayed(List.of(), checkpoint("r", 1, 0, "aaaa"), checkpoint("r", 2, 0, "cccc"));
    assertThat(comparison.isSame()).isTrue();
  }

  @Test
  void aReplayThatEndsEarlierIsNotTheSame() {
    assertThat(replayed(List.of(), checkpoint("r", 1, 0, "aaaa")).isSame()).isFalse();
  }

  private static ReplayComparison replayed(List<LostWorker> lost, Checkpointed... entries) {
    return ReplayComparison.of(ORIGINALS, new JobHistory(List.of(entries)), lost);
  }
}
