package dev.baton.cli.proof;

import static dev.baton.cli.jobs.JobEvents.at;
import static dev.baton.cli.jobs.JobEvents.firstStep;
import static dev.baton.cli.jobs.JobEvents.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.output.Line;
import dev.baton.common.messages.Event.FirstStepDone;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job of 12 epochs of 20 steps. */
class DrillTallyTest {
  private final DrillTally tally = new DrillTally();

  @BeforeEach
  void begin() {
    tally.unbroken(Duration.ofSeconds(45));
    tally.begin();
  }

  @Test
  void aTakeoverLastsFromTheStrikeToTheFirstStepOfAnotherAttempt() {
    tally.on(step("worker-1", 1, 9, 0));
    tally.struck(StrikeKind.KILL_TRAINING, "of-worker-1", at(1_000));
    tally.on((FirstStepDone) firstStep("worker-1", 0, 9, 1_100));
    tally.on((FirstStepDone) firstStep("worker-2", 0, 6, 2_500));
    assertThat(lastRow())
        .isEqualTo(
            "SIGKILL to the worker that trains  1      1          1,500 ms  1,500 ms  1,500 ms");
  }

  @Test
  void strikesAtOthersWaitForNoTakeover() {
    tally.struck(StrikeKind.KILL_BROKER, "of-worker-1", at(0));
    tally.on((FirstStepDone) firstStep("worker-2", 0, 1, 9));
    assertThat(tally.strikes()).isEqualTo(1);
    assertThat(lastRow()).isEqualTo("SIGKILL to the broker  1      -          -    -    -");
  }

  @Test
  void whatWasDoneAndIsDoneOnceMoreIsCounted() {
    tally.on(step("worker-1", 2, 15, 0)); // 35 steps
    tally.on((FirstStepDone) firstStep("worker-2", 1, 11, 0)); // its first step is the 31st
    tally.end(12, Duration.ofSeconds(60));
    assertThat(tally.redoneSteps()).isEqualTo(5);
    assertThat(tally.summary())
        .isEqualTo("0 strikes; work redone: 5 of 240 steps (2.083 %); goodput 75.00 %");
  }

  @Test
  void goingOnWhereSomebodyStoppedRedoesNothing() {
    tally.on(step("worker-1", 2, 15, 0));
    tally.on((FirstStepDone) firstStep("worker-2", 1, 16, 0));
    assertThat(tally.redoneSteps()).isZero();
  }

  private String lastRow() {
    return tally.table().stream().map(Line::text).toList().getLast();
  }
}
