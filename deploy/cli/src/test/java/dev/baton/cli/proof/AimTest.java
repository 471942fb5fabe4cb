package dev.baton.cli.proof;

import static dev.baton.cli.jobs.JobEvents.checkpointed;
import static dev.baton.cli.jobs.JobEvents.firstStep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.proof.StoreProxy.Mood;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AimTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Strike PATIENT = strike(StrikeKind.KILL_TRAINING, true);
  private static final Strike IMPATIENT = strike(StrikeKind.KILL_TRAINING, false);

  @Test
  void strikesAPauseAfterTheRunningAttemptHasCommittedACheckpoint() {
    Aim aim = new Aim(PATIENT);
    aim.on(firstStep("worker-1", 0, 1, 0), 0);
    assertThat(aim.target(9 * SECOND)).isEmpty();
    aim.on(checkpointed("worker-1", 0, 5, 0), 10 * SECOND);
    assertThat(aim.target(11 * SECOND)).isEmpty();
    assertThat(aim.target(12 * SECOND).orElseThrow().worker()).isEqualTo("worker-1");
  }

  @Test
  void anImpatientStrikeWaitsForAFirstStepOnly() {
    Aim aim = new Aim(IMPATIENT);
    aim.on(firstStep("worker-1", 0, 1, 0), 0);
    assertThat(aim.target(2 * SECOND)).isPresent();
  }

  @Test
  void aLateCheckpointOfTheWorkerThatWasStruckIsNoSignOfLife() {
    Aim aim = new Aim(IMPATIENT);
    aim.on(firstStep("worker-1", 0, 1, 0), 0);
    aim.struck(PATIENT);
    aim.on(checkpointed("worker-1", 0, 5, 0), 3 * SECOND);
    assertThat(aim.target(9 * SECOND)).isEmpty();
    aim.on(firstStep("worker-2", 0, 6, 0), 9 * SECOND);
    aim.on(checkpointed("worker-2", 0, 9, 0), 10 * SECOND);
    assertThat(aim.target(12 * SECOND).orElseThrow().worker()).isEqualTo("worker-2");
  }

  @Test
  void whoTrainsStaysTheAimAfterAStrikeAtSomethingElse() {
    Aim aim = new Aim(strike(StrikeKind.KILL_BROKER, false));
    aim.on(firstStep("worker-1", 0, 1, 0), 0);
    aim.struck(PATIENT);
    aim.on(checkpointed("worker-1", 0, 5, 0), 3 * SECOND);
    assertThat(aim.target(5 * SECOND)).isPresent();
  }

  private static Strike strike(StrikeKind kind, boolean waitsForCheckpoint) {
    return new Strike(
        kind, waitsForCheckpoint, Duration.ofSeconds(2), Mood.SLOW, Duration.ofSeconds(4));
  }
}
