package dev.baton.scheduler.core;

import static dev.baton.scheduler.core.World.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.TrainEpochs;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LostCommandsTest {
  private static final Duration THREE_LOCKS = World.LOCK.multipliedBy(3);
  private final World world = new World();

  private TrainEpochs submit(String job) {
    world.train(job, spec().build());
    return world.lastCommand();
  }

  @Test
  void aCommandThatOnlyWaitsForAWorkerIsLeftAlone() {
    submit("cats");
    world.pass(Duration.ofHours(1));
    assertThat(world.commands).hasSize(1);
  }

  @Test
  void aCommandThatNobodyTakesThoughAWorkerIsIdleIsPublishedAgainWithTheNextNumber() {
    submit("cats");
    world.pass(THREE_LOCKS.plusSeconds(2), () -> world.idle("w1"));
    assertThat(world.commands).extracting(TrainEpochs::commandNumber).containsExactly(1, 2);
  }

  @Test
  void eachReplacementIsGivenTwiceTheTime() {
    submit("cats");
    world.pass(Duration.ofSeconds(9 + 2), () -> world.idle("w1"));
    assertThat(world.commands).hasSize(2);
    world.pass(Duration.ofSeconds(18 - 2), () -> world.idle("w1"));
    assertThat(world.commands).hasSize(2);
    world.pass(Duration.ofSeconds(4), () -> world.idle("w1"));
    assertThat(world.commands).hasSize(3);
  }

  @Test
  void anAttemptThatStartedAndWentSilentIsReplacedWhileAWorkerIsIdle() {
    TrainEpochs command = submit("cats");
    world.start("w1", command);
    world.pass(THREE_LOCKS.plusSeconds(2), () -> world.idle("w2"));
    assertThat(world.commands).hasSize(2);
  }

  @Test
  void heartbeatsThatNameTheCommandAreSignsOfLife() {
    TrainEpochs command = submit("cats");
    world.start("w1", command);
    world.pass(
        Duration.ofMinutes(5),
        () -> {
          world.busy("w1", command);
          world.idle("w2");
        });
    assertThat(world.commands).hasSize(1);
  }

  @Test
  void heartbeatsOfAnOlderCommandAreNone() {
    TrainEpochs command = submit("cats");
    world.start("w1", command);
    world.pass(THREE_LOCKS.plusSeconds(2), () -> world.idle("w2"));
    world.pass(
        THREE_LOCKS.multipliedBy(2).plusSeconds(2),
        () -> {
          world.busy("w1", command);
          world.idle("w2");
        });
    assertThat(world.commands).hasSize(3);
  }

  @Test
  void aCommandIsReplacedWhenALaterOneHasStartedAndItStaysSilent() {
    TrainEpochs lost = submit("cats");
    world.pass(Duration.ofSeconds(1));
    world.idle("w1");
    TrainEpochs later = submit("dogs");
    world.start("w1", later);
    world.pass(THREE_LOCKS.plusSeconds(2), () -> world.busy("w1", later));
    assertThat(world.commands)
        .filteredOn(command -> command.job().equals(lost.job()))
        .extracting(TrainEpochs::commandNumber)
        .containsExactly(1, 2);
  }

  @Test
  void aCheckpointMakesPatienceShortAgain() {
    submit("cats");
    world.pass(THREE_LOCKS.plusSeconds(2), () -> world.idle("w1"));
    TrainEpochs second = world.lastCommand();
    world.epochEnd(second, world.start("w1", second), 1);
    assertThat(world.job("cats").silences()).isZero();
  }

  @Test
  void aJumpOfTimeIsNoSilence() {
    submit("cats");
    world.now = world.now.plus(Duration.ofHours(1));
    world.idle("w1");
    world.learn(new SchedulerEvent.TimePassed(world.now));
    assertThat(world.commands).hasSize(1);
  }
}
