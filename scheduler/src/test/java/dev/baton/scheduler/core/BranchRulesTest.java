package dev.baton.scheduler.core;

import static dev.baton.scheduler.core.World.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.Event.JobFailed;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.Event.RequestRejected;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BranchRulesTest {
  private final World world = new World();

  @Test
  void aFailedJobIsRunAgainByACommandOfANewBranch() {
    failInEpoch(3);
    world.request(new Request.Rerun("cats", "again"));
    assertThat(world.job("cats").status()).isEqualTo(Status.QUEUED);
    assertThat(world.job("cats").why()).isEmpty();
    assertThat(world.lastCommand().commandNumber()).isEqualTo(2);
    assertThat(world.lastCommand().fromEpoch()).isEqualTo(3);
    assertThat(world.lastCommand().branch()).contains(new Branch(1, Optional.empty(), "again"));
  }

  @Test
  void aLateWordOnHowTheOldBranchEndedDoesNotEndTheNewOne() {
    failInEpoch(3);
    world.request(new Request.Rerun("cats", "again"));
    world.fact(new JobFailed("cats", 0, "loss is NaN", world.now));
    world.fact(new Event.JobCancelled("cats", 0, world.now));
    world.fact(new Event.JobFinished("cats", 0, 10, "d", Map.of(), world.now));
    assertThat(world.job("cats").status()).isEqualTo(Status.QUEUED);
    world.fact(new JobFailed("cats", 1, "loss is NaN", world.now));
    assertThat(world.job("cats").status()).isEqualTo(Status.FAILED);
  }

  @Test
  void theSameRequestTwiceIsOneBranch() {
    failInEpoch(3);
    world.request(new Request.Rerun("cats", "again"));
    world.fact(new JobFailed("cats", 1, "loss is NaN", world.now));
    world.request(new Request.Rerun("cats", "again"));
    assertThat(world.lastEvent()).isInstanceOf(RequestAccepted.class);
    assertThat(world.job("cats").status()).isEqualTo(Status.FAILED);
    assertThat(world.job("cats").branchNumber()).isEqualTo(1);
  }

  @Test
  void aFinishedJobIsExtendedToMoreEpochs() {
    world.train("cats", spec().epochs(10).build());
    world.finish("cats");
    world.request(new Request.Extend("cats", 12, "more"));
    TrainEpochs command = world.lastCommand();
    assertThat(command.spec().epochs()).isEqualTo(12);
    assertThat(command.specDigest()).isEqualTo(SpecDigest.of(spec().epochs(12).build()));
    assertThat(command.fromEpoch()).isEqualTo(10);
    assertThat(command.throughEpoch()).isEqualTo(11);
  }

  @Test
  void onlyAFinishedJobIsExtendedAndOnlyToMoreThanItHas() {
    world.train("cats", spec().epochs(10).build());
    world.request(new Request.Extend("cats", 12, "r1"));
    assertRejected("job cats is QUEUED");
    world.finish("cats");
    world.request(new Request.Extend("cats", 10, "r2"));
    assertRejected("has 10 epochs already", "ask for more");
  }

  @Test
  void aJobThatStoppedEarlyIsNotExtendedSinceItWouldStopAgain() {
    world.train("cats", spec().epochs(10).build());
    world.fact(new Event.JobFinished("cats", 0, 6, "d", Map.of(), world.now));
    world.request(new Request.Extend("cats", 12, "r"));
    assertRejected("stopped early after 6 of 10 epochs", "--patience");
  }

  @Test
  void aJobGoesBackToACheckpointWhereverThatIs() {
    world.train("cats", spec().epochs(10).build());
    world.finish("cats");
    world.request(new Request.Rewind("cats", 16, "back"));
    assertThat(world.lastCommand().branch()).contains(new Branch(1, Optional.of(16L), "back"));
    String attempt = world.start("w1", world.lastCommand());
    world.end(world.lastCommand(), attempt, EndReason.DONE, 5);
    assertThat(world.lastCommand().fromEpoch()).isEqualTo(5);
    assertThat(world.lastCommand().branch()).map(Branch::number).contains(1);
  }

  @Test
  void aJobThatTrainsIsPausedBeforeItGoesBack() {
    world.train("cats", spec().build());
    TrainEpochs command = world.lastCommand();
    String attempt = world.start("w1", command);
    world.request(new Request.Rewind("cats", 2, "r1"));
    assertRejected("job cats is RUNNING", "baton pause cats");
    world.request(new Request.Pause("cats", "p"));
    world.request(new Request.Rewind("cats", 2, "r2"));
    assertRejected("still out");
    world.end(command, attempt, EndReason.PAUSED, 4);
    world.request(new Request.Rewind("cats", 2, "r3"));
    assertThat(world.job("cats").status()).isEqualTo(Status.QUEUED);
    assertThat(world.lastCommand().commandNumber()).isEqualTo(2);
  }

  @Test
  void aJobThatHasNotFailedIsNotRunAgain() {
    world.train("cats", spec().build());
    world.finish("cats");
    world.request(new Request.Rerun("cats", "r"));
    assertRejected("job cats is FINISHED", "only a failed or cancelled job");
  }

  @Test
  void aCancelledJobIsRunAgainOnceItsLastCommandIsDropped() {
    world.train("cats", spec().build());
    world.request(new Request.Cancel("cats", "c"));
    world.request(new Request.Rerun("cats", "r1"));
    assertRejected("still out");
    world.fact(new Event.JobCancelled("cats", 0, world.now));
    world.request(new Request.Rerun("cats", "r2"));
    assertThat(world.job("cats").status()).isEqualTo(Status.QUEUED);
  }

  @Test
  void aBranchThatOnlyTheLogKnowsIsLearntFromAStaleCommand() {
    world.train("cats", spec().build());
    world.fact(new Event.CommandStale("cats", 1, 1, 2, world.now));
    assertThat(world.lastCommand().commandNumber()).isEqualTo(2);
    assertThat(world.lastCommand().branch()).map(Branch::number).contains(2);
  }

  private void failInEpoch(int epoch) {
    world.train("cats", spec().build());
    TrainEpochs command = world.lastCommand();
    world.epochEnd(command, world.start("w1", command), epoch);
    world.fact(new JobFailed("cats", 0, "loss is NaN", world.now));
  }

  private void assertRejected(String... parts) {
    Event last = world.lastEvent();
    assertThat(last).isInstanceOf(RequestRejected.class);
    List<String> reasons = ((RequestRejected) last).reasons();
    assertThat(String.join(" ", reasons)).contains(parts);
  }
}
