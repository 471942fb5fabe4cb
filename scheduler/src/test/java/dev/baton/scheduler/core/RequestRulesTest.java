package dev.baton.scheduler.core;

import static dev.baton.scheduler.core.World.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Control.CancelAttempt;
import dev.baton.common.messages.Control.PauseAttempt;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.Event.JobCancelled;
import dev.baton.common.messages.Event.JobRemoved;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.Event.RequestRejected;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.TrainEpochs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestRulesTest {
  private final World world = new World();

  @Test
  void acceptsATrainRequestAndPublishesItsFirstCommand() {
    world.train("cats", spec().build());
    assertThat(world.events)
        .containsExactly(new RequestAccepted("cats", "id-cats", "train", world.now));
    assertThat(world.commands).extracting(TrainEpochs::commandNumber).containsExactly(1);
    assertThat(world.job("cats").status()).isEqualTo(Status.QUEUED);
    assertThat(world.job("cats").isCommandOpen()).isTrue();
  }

  @Test
  void answersTheSameRequestIdTwiceWithTheSameAcceptanceAndOneJob() {
    world.train("cats", spec().build());
    world.pass(Duration.ofSeconds(5));
    world.train("cats", spec().build());
    assertThat(world.events).hasSize(2);
    assertThat(world.events.get(1)).isEqualTo(world.events.get(0));
    assertThat(world.commands).hasSize(1);
  }

  @Test
  void rejectsANameThatAnotherRequestUsedAndSaysWhatToDo() {
    world.train("cats", spec().build());
    world.request(new Request.Train("cats", spec().build(), "another"));
    assertRejected("\"cats\" is used already", "--name", "baton rm cats");
  }

  @Test
  void rejectsARequestIdThatBelongsToAnotherJob() {
    world.train("cats", spec().build());
    world.request(new Request.Train("dogs", spec().build(), "id-cats"));
    assertRejected("belongs to job cats");
    assertThat(world.state.jobs()).containsOnlyKeys("cats");
  }

  @Test
  void rejectsAnUnknownJobWithTheNearestName() {
    world.train("cats", spec().build());
    for (Request request :
        List.of(
            new Request.Cancel("cast", "r"),
            new Request.Pause("cast", "r"),
            new Request.Resume("cast", "r"),
            new Request.SetPriority("cast", 1, "r"),
            new Request.Remove("cast", "r"))) {
      world.request(request);
      assertRejected("no job \"cast\"", "did you mean \"cats\"?");
    }
  }

  @Test
  void answersAnUnreadableRequestWithWhatToChange() {
    world.learn(
        new SchedulerEvent.RequestUnreadable("", "r1", List.of("not JSON: send JSON"), world.now));
    assertThat(world.events)
        .containsExactly(new RequestRejected("", "r1", List.of("not JSON: send JSON"), world.now));
  }

  @Test
  void pausesARunningJobAtItsAttemptAndResumesItWithTheNextCommand() {
    world.idle("w1");
    world.train("cats", spec().build());
    TrainEpochs first = world.lastCommand();
    String attempt = world.start("w1", first);
    world.request(new Request.Pause("cats", "p"));
    assertThat(world.controls).contains(new PauseAttempt("cats", 1));
    world.end(first, attempt, EndReason.PAUSED, 0);
    assertThat(world.job("cats").status()).isEqualTo(Status.PAUSED);
    assertThat(world.commands).hasSize(1);

    world.request(new Request.Resume("cats", "r"));
    assertThat(world.commands).hasSize(2);
    assertThat(world.lastCommand().commandNumber()).isEqualTo(2);
  }

  @Test
  void resumesAJobWhoseCommandIsStillOpenWithoutASecondOne() {
    world.train("cats", spec().build());
    String attempt = world.start("w1", world.lastCommand());
    world.request(new Request.Pause("cats", "p"));
    world.request(new Request.Resume("cats", "r"));
    assertThat(world.job("cats").status()).isEqualTo(Status.RUNNING);
    assertThat(world.commands).hasSize(1);

    // The pause reaches the attempt after all.
    world.end(world.lastCommand(), attempt, EndReason.PAUSED, 0);
    assertThat(world.commands).hasSize(2);
    assertThat(world.job("cats").status()).isEqualTo(Status.QUEUED);
  }

  @Test
  void keepsACancelledJobUntilNobodyCanStartItsCommandAnyMore() {
    world.train("cats", spec().build());
    world.request(new Request.Cancel("cats", "c"));
    world.request(new Request.Remove("cats", "r1"));
    assertRejected("still out", "try again");
    world.fact(new JobCancelled("cats", 0, world.now));
    world.request(new Request.Remove("cats", "r2"));
    assertThat(world.state.jobs()).isEmpty();
  }

  @Test
  void forgetsACancelledJobWhoseCommandHasExpiredUnread() {
    world.train("cats", spec().build());
    world.request(new Request.Cancel("cats", "c"));
    world.now = world.now.plus(Duration.ofDays(8));
    world.request(new Request.Remove("cats", "r"));
    assertThat(world.state.jobs()).isEmpty();
  }

  @Test
  void cancelsAJobAtOnceAndItsAttempt() {
    world.train("cats", spec().build());
    world.start("w1", world.lastCommand());
    world.request(new Request.Cancel("cats", "c"));
    assertThat(world.job("cats").status()).isEqualTo(Status.CANCELLED);
    assertThat(world.controls).contains(new CancelAttempt("cats", 1));
    assertThat(world.events)
        .endsWith(
            new RequestAccepted("cats", "c", "cancel", world.now),
            new JobCancelled("cats", 0, world.now));
  }

  @Test
  void anEndedJobCannotBePausedResumedCancelledOrMovedInTheQueue() {
    world.train("cats", spec().build());
    world.finish("cats");
    for (Request request :
        List.of(
            new Request.Pause("cats", "r"),
            new Request.Resume("cats", "r"),
            new Request.Cancel("cats", "r"),
            new Request.SetPriority("cats", 1, "r"))) {
      world.request(request);
      assertRejected("job cats is FINISHED");
    }
  }

  @Test
  void askingForWhatIsSoAlreadyIsAcceptedAndChangesNothing() {
    world.train("cats", spec().build());
    world.request(new Request.Resume("cats", "r"));
    world.request(new Request.Pause("cats", "p1"));
    world.request(new Request.Pause("cats", "p2"));
    world.request(new Request.Cancel("cats", "c1"));
    world.request(new Request.Cancel("cats", "c2"));
    assertThat(world.events).filteredOn(RequestRejected.class::isInstance).isEmpty();
    assertThat(world.events).filteredOn(JobCancelled.class::isInstance).hasSize(1);
  }

  @Test
  void removesOnlyAnEndedJobAndThenForgetsIt() {
    world.train("cats", spec().build());
    world.request(new Request.Remove("cats", "r1"));
    assertRejected("baton cancel cats");
    world.finish("cats");
    Decision decision =
        world.learn(
            new SchedulerEvent.RequestReceived(new Request.Remove("cats", "r2"), world.now));
    assertThat(decision.removedJobs()).containsExactly("cats");
    assertThat(world.lastEvent()).isEqualTo(new JobRemoved("cats", world.now));
    world.request(new Request.Train("cats", spec().build(), "new"));
    assertThat(world.job("cats").requestId()).isEqualTo("new");
  }

  @Test
  void aLostJobIsRestoredAsItWasAndCountsItsCommandsOn() {
    world.train("cats", spec().build());
    TrainEpochs command = world.lastCommand();
    world.end(command, world.start("w1", command), EndReason.DONE, 4);
    world.request(new Request.Pause("cats", "p"));
    world.end(world.lastCommand(), "", EndReason.DONE, 4);
    JobState lost = world.job("cats");
    world.state = SchedulerState.restored(List.of(), world.now);

    world.request(new Request.Restore("cats", lost, "r1"));
    assertThat(world.job("cats")).isEqualTo(lost);
    world.request(new Request.Resume("cats", "r2"));
    assertThat(world.lastCommand().commandNumber()).isEqualTo(3);
    assertThat(world.lastCommand().fromEpoch()).isEqualTo(4);
  }

  @Test
  void aJobThatIsKnownIsNotRestored() {
    world.train("cats", spec().build());
    JobState state = world.job("cats");
    world.train("dogs", spec().build());
    JobState other = world.job("dogs");
    world.state = SchedulerState.restored(List.of(state), world.now);
    world.request(new Request.Restore("cats", other, "r"));
    assertRejected("job cats is known");
    assertThat(world.job("cats")).isEqualTo(state);
  }

  @Test
  void aNewPriorityIsSeenByTheNextCommand() {
    world.train("cats", spec().build());
    world.request(new Request.SetPriority("cats", 9, "r"));
    assertThat(world.job("cats").spec().priority()).isEqualTo(9);
    assertThat(world.job("cats").specDigest()).isEqualTo(world.lastCommand().specDigest());
  }

  private void assertRejected(String... parts) {
    Event last = world.lastEvent();
    assertThat(last).isInstanceOf(RequestRejected.class);
    assertThat(String.join(" ", ((RequestRejected) last).reasons())).contains(parts);
  }
}
