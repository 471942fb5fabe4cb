package dev.baton.cli.proof;

import static dev.baton.cli.proof.TrainedLog.checkpoint;
import static dev.baton.cli.proof.TrainedLog.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.AttemptEnded;
import dev.baton.common.checkpoint.LogEntry.Ending;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerLossesTest {
  @Test
  void aCommandThatBeginsOnceMoreHasLostItsWorker() {
    assertThat(
            losses(
                started("a", 1),
                checkpoint("a", 1, 5, "d"),
                started("b", 1),
                started("c", 1),
                checkpoint("c", 2, 0, "d")))
        .containsExactly(new Place(1, 5), new Place(1, 5));
  }

  @Test
  void theNextCommandIsNoLoss() {
    assertThat(losses(started("a", 1), checkpoint("a", 1, 0, "d"), started("b", 2))).isEmpty();
  }

  @Test
  void whoSignedOffWasNotLost() {
    assertThat(
            losses(
                started("a", 1),
                new AttemptEnded("e", "a", Ending.HANDED_BACK, "leaves", Instant.EPOCH),
                started("b", 1)))
        .isEmpty();
  }

  private static List<Place> losses(LogEntry... entries) {
    return WorkerLosses.of(new JobHistory(List.of(entries)));
  }
}
