package dev.baton.scheduler.core;

import static dev.baton.scheduler.core.World.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Control.CancelAttempt;
import dev.baton.common.messages.Control.PauseAttempt;
import dev.baton.common.messages.Control.SupersedeAttempts;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.TrainEpochs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FactRulesTest {
  private final World world = new World();

  private TrainEpochs submit() {
    world.train("cats", spec().build());
    return world.lastCommand();
  }

  @Test
  void aStartedAttemptMakesTheJobRunAndStopsOlderAttempts() {
    String attempt = world.start("w1", submit());
    assertThat(world.job("cats").status()).isEqualTo(Status.RUNNING);
    assertThat(world.job("cats").attemptId()).isEqualTo(attempt);
    assertThat(world.job("cats").worker()).isEqualTo("w1");
    assertThat(world.job("cats").attempts()).isEqualTo(1);
    assertThat(world.controls).containsExactly(new SupersedeAttempts("cats", 1));
  }

  @Test
  void aCheckpointIsWhereTheJobIs() {
    TrainEpochs command = submit();
    world.epochEnd(command, world.start("w1", command), 3);
    assertThat(world.job("cats").epoch()).isEqualTo(3);
    assertThat(world.job("cats").stateDigest()).isEqualTo("digest-3");
    assertThat(world.job("cats").metrics()).containsEntry("fitness", 0.5);
  }

  @ParameterizedTest
  @EnumSource(names = {"DONE", "YIELDED"})
  void aCommandThatIsDoneIsFollowedByTheNextOne(EndReason reason) {
    TrainEpochs command = submit();
    world.end(command, world.start("w1", command), reason, 1);
    assertThat(world.commands).hasSize(2);
    assertThat(world.lastCommand().commandNumber()).isEqualTo(2);
    assertThat(world.lastCommand().fromEpoch()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"HANDED_BACK", "GAVE_UP", "LEASE_LOST", "HUNG"})
  void aCommandThatTheBrokerRedeliversStaysOpen(EndReason reason) {
    TrainEpochs command = submit();
    world.end(command, world.start("w1", command), reason, 1);
    assertThat(world.commands).hasSize(1);
    assertThat(world.job("cats").isCommandOpen()).isTrue();
    assertThat(world.job("cats").status()).isEqualTo(Status.QUEUED);
  }

  @Test
  void theEndOfAnOlderAttemptLeavesTheNewerOneRunning() {
    TrainEpochs command = submit();
    String lost = world.start("w1", command);
    world.start("w2", command);
    world.end(command, lost, EndReason.LEASE_LOST, 0);
    assertThat(world.job("cats").status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void whatHoldsAnAttemptUpIsSaidUntilItComesForward() {
    TrainEpochs command = submit();
    String attempt = world.start("w1", command);
    world.fact(
        new Event.AttemptHeldUp("cats", 1, attempt, "w1", 0, 4, "the store is full", world.now));
    assertThat(world.job("cats").why()).contains("the store is full");

    world.epochEnd(command, attempt, 1);
    assertThat(world.job("cats").why()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"DONE", "GAVE_UP", "HANDED_BACK"})
  void whatHeldAnAttemptUpIsForgottenAtItsEnd(EndReason reason) {
    TrainEpochs command = submit();
    String attempt = world.start("w1", command);
    world.fact(
        new Event.AttemptHeldUp("cats", 1, attempt, "w1", 0, 4, "the store is full", world.now));
    world.end(command, attempt, reason, 1);
    assertThat(world.job("cats").why()).isEmpty();
  }

  @Test
  void theEndOfAnOlderCommandPublishesNothing() {
    TrainEpochs first = submit();
    String attempt = world.start("w1", first);
    world.end(first, attempt, EndReason.DONE, 1);
    world.end(first, attempt, EndReason.DONE, 1);
    assertThat(world.commands).hasSize(2);
  }

  @Test
  void aStaleCommandNumberIsCountedOnFrom() {
    submit();
    world.fact(new Event.CommandStale("cats", 1, 7, 0, world.now));
    assertThat(world.lastCommand().commandNumber()).isEqualTo(8);
  }

  @Test
  void workersEndJobsAndNothingLeavesAnEnd() {
    TrainEpochs command = submit();
    String attempt = world.start("w1", command);
    world.fact(new Event.JobFailed("cats", 0, "loss is NaN", world.now));
    assertThat(world.job("cats").status()).isEqualTo(Status.FAILED);
    assertThat(world.job("cats").why()).contains("loss is NaN");

    world.fact(new Event.JobFinished("cats", 0, 10, "d", Map.of(), world.now));
    world.fact(new Event.JobCancelled("cats", 0, world.now));
    world.end(command, attempt, EndReason.DONE, 10);
    assertThat(world.job("cats").status()).isEqualTo(Status.FAILED);
    assertThat(world.commands).hasSize(1);
  }

  @Test
  void anAttemptOfAnEndedJobIsCancelledWhenItReportsItsStart() {
    TrainEpochs command = submit();
    world.request(new Request.Cancel("cats", "c"));
    world.controls.clear();
    world.start("w1", command);
    assertThat(world.controls).containsExactly(new CancelAttempt("cats", 1));
  }

  @Test
  void anAttemptOfAPausedJobIsPausedAgainWhenItReportsItsStart() {
    TrainEpochs command = submit();
    world.request(new Request.Pause("cats", "p"));
    world.controls.clear();
    world.start("w1", command);
    assertThat(world.controls).contains(new PauseAttempt("cats", 1));
    assertThat(world.job("cats").status()).isEqualTo(Status.PAUSED);
  }

  @Test
  void anAttemptOfAnUnknownJobIsPausedSinceAPauseLosesNothing() {
    TrainEpochs command = submit();
    world.finish("cats");
    world.request(new Request.Remove("cats", "r"));
    world.controls.clear();
    world.start("w1", command);
    assertThat(world.controls).containsExactly(new PauseAttempt("cats", 1));
  }

  @Test
  void aRepeatedStartIsNotASecondAttempt() {
    TrainEpochs command = submit();
    world.start("w1", command);
    Event.AttemptStarted again =
        new Event.AttemptStarted(
            "cats",
            1,
            world.job("cats").attemptId(),
            "w1",
            1,
            "test",
            0,
            0,
            java.util.Optional.empty(),
            world.now);
    world.fact(again);
    assertThat(world.job("cats").attempts()).isEqualTo(1);
  }
}
