package dev.baton.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Branch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionRuleTest {
  private final List<LogEntry> entries = new ArrayList<>();

  /** Entries 1 to 6 are the ends of epochs 1 to 6, of which the second is the fittest. */
  private void trainSixEpochs(int savePeriod) {
    start("a", savePeriod, Optional.empty());
    for (long epoch = 1; epoch <= 6; epoch++) {
      Optional<Long> parent = epoch == 1 ? Optional.empty() : Optional.of(epoch - 1);
      checkpoint("a", (int) epoch, 0, parent, epoch == 2 ? 0.9 : 0.1);
    }
  }

  @Test
  void theNewestTwoAndTheBestAreNeeded() {
    trainSixEpochs(-1);
    assertThat(rule().needed(history())).containsExactlyInAnyOrder(2L, 5L, 6L);
    assertThat(rule().expendable(history())).isEmpty();
    assertThat(RetentionRule.letGo(history())).containsExactlyInAnyOrder(1L, 3L, 4L);
  }

  @Test
  void thePeriodCountsFromTheFirstEpochAndOnlyWhatIsKeptForItAloneMayGo() {
    trainSixEpochs(2);
    assertThat(rule().needed(history())).containsExactlyInAnyOrder(1L, 2L, 3L, 5L, 6L);
    assertThat(rule().expendable(history())).containsExactlyInAnyOrder(1L, 3L);
    assertThat(RetentionRule.letGo(history())).containsExactly(4L);
  }

  @Test
  void whatTheOwnerResumedFromIsNeededHoweverFarItHasCome() {
    start("a", -1, Optional.empty());
    checkpoint("a", 1, 0, Optional.empty(), 0.1);
    checkpoint("a", 2, 0, Optional.of(1L), 0.1);
    start("b", -1, Optional.empty());
    checkpoint("b", 3, 0, Optional.of(2L), 0.1);
    checkpoint("b", 4, 0, Optional.of(4L), 0.1);
    checkpoint("b", 5, 0, Optional.of(5L), 0.9);
    assertThat(rule().needed(history())).containsExactlyInAnyOrder(2L, 5L, 6L);
  }

  @Test
  void whatABranchWentBackToAndWhatTheOneBeforeItNeededAreNeeded() {
    trainSixEpochs(-1);
    start("b", -1, Optional.of(new Branch(1, Optional.of(3L), "r")));
    checkpoint("b", 4, 0, Optional.of(3L), 0.1);
    checkpoint("b", 5, 0, Optional.of(8L), 0.1);
    checkpoint("b", 6, 0, Optional.of(9L), 0.1);
    assertThat(rule().needed(history())).containsExactlyInAnyOrder(2L, 3L, 5L, 6L, 9L, 10L);
  }

  @Test
  void aCheckpointInsideAnEpochIsOfNoPeriod() {
    start("a", 1, Optional.empty());
    for (int step = 1; step <= 4; step++) {
      Optional<Long> parent = step == 1 ? Optional.empty() : Optional.of(step - 1L);
      checkpoint("a", 0, step, parent, Double.NaN);
    }
    assertThat(rule().needed(history())).containsExactlyInAnyOrder(3L, 4L);
  }

  private RetentionRule rule() {
    return RetentionRule.of(history());
  }

  private JobHistory history() {
    return new JobHistory(entries);
  }

  private void start(String attempt, int savePeriod, Optional<Branch> branch) {
    entries.add(
        new AttemptStarted(
            "e",
            attempt,
            1,
            "w1",
            "cpu",
            "spec",
            TinySpec.of(",\"save_period\":" + savePeriod),
            branch,
            Instant.EPOCH));
  }

  /**
   * @param fitness NaN for none
   */
  private void checkpoint(
      String attempt, int epoch, int step, Optional<Long> parent, double fitness) {
    entries.add(
        new Checkpointed(
            "e",
            attempt,
            epoch,
            step,
            parent,
            List.of(),
            "digest",
            Map.of(),
            Optional.of(fitness).filter(Double::isFinite),
            Instant.EPOCH));
  }
}
