package dev.baton.scheduler.core;

import static dev.baton.scheduler.core.World.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Control.YieldAttempt;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.TrainEpochs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DispatchTest {
  private final World world = new World();

  @Test
  void publishesAsManyCommandsAsThereAreLiveWorkersAndOneMore() {
    world.idle("w1");
    world.worker("w2", WorkerState.LEAVING, Optional.empty());
    world.worker("w3", WorkerState.DRAINED, Optional.empty());
    for (String job : List.of("a", "b", "c", "d")) {
      world.train(job, spec().build());
    }
    assertThat(jobsOf(world.commands)).containsExactly("a", "b");
  }

  @Test
  void aHigherPriorityGoesFirst() {
    world.train("a", spec().build());
    world.train("b", spec().build());
    world.train("urgent", spec().priority(9).build());
    world.finish("a");
    assertThat(jobsOf(world.commands)).containsExactly("a", "urgent");
  }

  @Test
  void aPriorityThatIsChangedInTheQueueCounts() {
    world.train("a", spec().build());
    world.train("b", spec().build());
    world.train("c", spec().build());
    world.request(new Request.SetPriority("c", 9, "r"));
    world.finish("a");
    assertThat(jobsOf(world.commands)).containsExactly("a", "c");
  }

  @Test
  void ownersTakeTurnsHoweverManyJobsEachHas() {
    for (String job : List.of("m1", "m2", "m3")) {
      world.train(job, spec().owner("me").build());
    }
    world.train("you", spec().owner("you").build());
    List<String> order = new ArrayList<>();
    for (int turn = 0; turn < 6; turn++) {
      TrainEpochs command = world.lastCommand();
      order.add(command.job());
      world.pass(Duration.ofSeconds(1));
      String attempt = world.start("w1", command);
      world.end(command, attempt, EndReason.DONE, command.throughEpoch());
    }
    assertThat(order).containsExactly("m1", "you", "m2", "you", "m3", "you");
  }

  @Test
  void aWorkerThatIsNoLongerHeardOfDoesNotCount() {
    world.idle("w1");
    world.pass(Duration.ofSeconds(10));
    world.train("a", spec().build());
    world.train("b", spec().build());
    assertThat(jobsOf(world.commands)).containsExactly("a");
  }

  @Test
  void aJobThatWaitsMakesARunningOneYieldAfterItsMinute() {
    TrainEpochs running = running("a");
    world.train("b", spec().build());
    world.pass(Duration.ofSeconds(50), () -> world.busy("w1", running));
    assertThat(yields()).isEmpty();
    world.pass(Duration.ofSeconds(60), () -> world.busy("w1", running));
    assertThat(yields()).containsExactly(new YieldAttempt("a", 1));
  }

  @Test
  void aJobOfHigherPriorityMakesItYieldAtOnceAndOneOfLowerPriorityNever() {
    TrainEpochs running = running("a");
    world.train("low", spec().priority(1).build());
    world.pass(Duration.ofMinutes(5), () -> world.busy("w1", running));
    assertThat(yields()).isEmpty();
    world.train("high", spec().priority(9).build());
    world.pass(Duration.ofSeconds(3), () -> world.busy("w1", running));
    assertThat(yields()).containsExactly(new YieldAttempt("a", 1));
  }

  @Test
  void nothingYieldsWhileAWorkerIsIdle() {
    TrainEpochs running = running("a");
    world.train("b", spec().build());
    world.pass(
        Duration.ofSeconds(8), // shorter than the patience with a command that nobody takes
        () -> {
          world.busy("w1", running);
          world.idle("w2");
        });
    assertThat(yields()).isEmpty();
  }

  @Test
  void theRequestMayFixTheEpochsOfACommand() {
    world.train("a", spec().epochsPerCommand(4).build());
    assertThat(world.lastCommand().throughEpoch()).isEqualTo(4);
  }

  @Test
  void theFirstCommandIsOneEpochAndTheNextTenMinutesWhileNobodyWaits() {
    TrainEpochs second = secondCommandAfterAnEpochOf(Duration.ofSeconds(20), false);
    assertThat(second.throughEpoch()).isEqualTo(1 + 30);
  }

  @Test
  void aCommandIsAboutAMinuteWhileOthersWait() {
    TrainEpochs second = secondCommandAfterAnEpochOf(Duration.ofSeconds(20), true);
    assertThat(second.throughEpoch()).isEqualTo(1 + 3);
  }

  @Test
  void aLongEpochIsACommandOfItsOwnAndNoneGoesBeyondTheLastEpoch() {
    assertThat(secondCommandAfterAnEpochOf(Duration.ofHours(1), true).throughEpoch()).isEqualTo(2);
    world.train("short", spec().epochs(3).epochsPerCommand(9).build());
    world.finish("a");
    assertThat(world.lastCommand().throughEpoch()).isEqualTo(3);
  }

  private TrainEpochs secondCommandAfterAnEpochOf(Duration epoch, boolean othersWait) {
    world.idle("w1");
    world.train("a", spec().epochs(100).build());
    TrainEpochs first = world.lastCommand();
    String attempt = world.start("w1", first);
    if (othersWait) {
      world.train("b", spec().build());
    }
    world.pass(epoch, () -> world.busy("w1", first));
    world.epochEnd(first, attempt, 1);
    world.end(first, attempt, EndReason.DONE, 1);
    return world.commands.reversed().stream()
        .filter(command -> command.job().equals("a"))
        .findFirst()
        .orElseThrow();
  }

  private TrainEpochs running(String job) {
    world.idle("w1");
    world.train(job, spec().build());
    TrainEpochs command = world.lastCommand();
    world.busy("w1", command);
    world.start("w1", command);
    return command;
  }

  private List<YieldAttempt> yields() {
    return world.controls.stream()
        .filter(YieldAttempt.class::isInstance)
        .map(YieldAttempt.class::cast)
        .toList();
  }

  private static List<String> jobsOf(List<TrainEpochs> commands) {
    return commands.stream().map(TrainEpochs::job).toList();
  }
}
