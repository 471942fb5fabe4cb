package dev.baton.worker.lease;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Control;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.process.ManualMachine;
import dev.baton.worker.attempt.AttemptSignals;
import dev.baton.worker.attempt.AttemptSignals.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunningCommandTest {
  private static final String JOB = "a";
  private static final int NUMBER = 3;

  private final ManualMachine machine = new ManualMachine();
  private final AttemptSignals signals = new AttemptSignals(machine);
  private RunningCommand running;

  @BeforeEach
  void begin() throws Exception {
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"a\",\"task\":\"tiny\",\"epochs\":4,\"batch\":8}";
    JobSpec spec = ((Request.Train) RequestReader.read(request.getBytes(UTF_8), "r")).spec();
    running =
        new RunningCommand(
            new TrainEpochs(
                JOB, NUMBER, 0, 4, spec, SpecDigest.of(spec), Optional.empty(), Instant.EPOCH),
            signals);
  }

  @Test
  void stopsForWhatIsMeantForItsCommandOrALaterOne() {
    running.hear(new Control.PauseAttempt("b", NUMBER));
    running.hear(new Control.PauseAttempt(JOB, NUMBER - 1));
    assertThat(signals.stopReason()).isEmpty();
    running.hear(new Control.PauseAttempt(JOB, NUMBER));
    assertThat(signals.stopReason()).contains(Stop.PAUSED);
    running.hear(new Control.CancelAttempt(JOB, NUMBER + 1));
    assertThat(signals.stopReason()).contains(Stop.CANCELLED);
  }

  /** Some steps and all validations of a large training take minutes, and nothing hurries. */
  @Test
  void aPausedAttemptMaySaveAfterALongStepToo() {
    running.hear(new Control.PauseAttempt(JOB, NUMBER));
    machine.pass(Duration.ofHours(1));
    assertThat(signals.maySave()).isTrue();
    assertThat(signals.mayAnswer()).isTrue();
  }

  @Test
  void aCancelledAttemptMayAnswerAfterALongStepToo() {
    running.hear(new Control.CancelAttempt(JOB, NUMBER));
    machine.pass(Duration.ofHours(1));
    assertThat(signals.maySave()).isFalse();
    assertThat(signals.mayAnswer()).isTrue();
  }

  @Test
  void aPausedAttemptOfAWorkerThatLeavesHasNoMoreTimeThanTheWorker() {
    running.hear(new Control.PauseAttempt(JOB, NUMBER));
    signals.stop(Stop.DRAINED, Duration.ofSeconds(20));
    assertThat(signals.stopReason()).contains(Stop.PAUSED);
    machine.pass(Duration.ofSeconds(19));
    assertThat(signals.maySave()).isTrue();
    machine.pass(Duration.ofSeconds(2));
    assertThat(signals.maySave()).isFalse();
  }
}
