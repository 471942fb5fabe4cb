package dev.baton.cli.proof;

import static dev.baton.cli.jobs.JobEvents.JOB;
import static dev.baton.cli.jobs.JobEvents.at;
import static dev.baton.cli.jobs.JobEvents.checkpointed;
import static dev.baton.cli.jobs.JobEvents.firstStep;
import static dev.baton.cli.jobs.JobEvents.started;
import static dev.baton.cli.jobs.JobEvents.startedFromZero;
import static dev.baton.cli.jobs.JobEvents.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.proof.TakeoverScene.Mark;
import dev.baton.common.messages.Event.FirstStepDone;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.WorkerState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A job of 12 epochs of 20 steps. */
class TakeoverSceneTest {
  private final TakeoverScene scene = new TakeoverScene(JOB);

  @Test
  void anAttemptMayBeTakenAwayWhenItHasCommittedAndAnotherWorkerWaits() {
    scene.on(firstStep("worker-1", 0, 1, 0));
    assertThat(scene.target()).isEmpty();
    scene.on(checkpointed("worker-1", 0, 5, 100));
    assertThat(scene.target()).isEmpty();
    scene.on(beat("worker-2", WorkerState.IDLE, 200));
    assertThat(scene.target().map(FirstStepDone::worker)).contains("worker-1");
  }

  @Test
  void aWorkerThatStartsOrTrainsIsNotReady() {
    scene.on(firstStep("worker-1", 0, 1, 0));
    scene.on(checkpointed("worker-1", 0, 5, 100));
    scene.on(beat("worker-1", WorkerState.IDLE, 150));
    scene.on(beat("worker-2", WorkerState.STARTING, 200));
    assertThat(scene.target()).isEmpty();
  }

  @Test
  void aCheckpointOfTheAttemptBeforeDoesNotCount() {
    scene.on(firstStep("worker-1", 0, 1, 0));
    scene.on(checkpointed("worker-1", 0, 5, 100));
    scene.on(firstStep("worker-2", 0, 6, 200));
    scene.on(checkpointed("worker-1", 0, 6, 250));
    scene.on(beat("worker-1", WorkerState.IDLE, 300));
    assertThat(scene.target()).isEmpty();
  }

  @Test
  void whatAStruckWorkerSaidBeforeCountsNoMore() {
    scene.on(firstStep("worker-2", 0, 1, 0));
    scene.on(checkpointed("worker-2", 0, 5, 100));
    scene.struck("worker-1", at(300));
    scene.on(beat("worker-1", WorkerState.IDLE, 200));
    assertThat(scene.target()).isEmpty();
    scene.on(beat("worker-1", WorkerState.IDLE, 400));
    assertThat(scene.target()).isPresent();
  }

  @Test
  void theSuccessorIsTheFirstAttemptWithAnotherId() {
    FirstStepDone before = (FirstStepDone) firstStep("worker-1", 0, 1, 0);
    scene.on(before);
    assertThat(scene.successor(before)).isEmpty();
    scene.on(firstStep("worker-2", 0, 6, 900));
    assertThat(scene.successor(before).map(FirstStepDone::worker)).contains("worker-2");
  }

  @Test
  void anAttemptThatBeganBeforeTheBlowIsNoSuccessor() {
    FirstStepDone before = (FirstStepDone) firstStep("worker-1", 0, 1, 0);
    scene.on(before);
    scene.struck("worker-1", at(500));
    scene.on(firstStep("worker-2", 0, 6, 400));
    assertThat(scene.successor(before)).isEmpty();
    scene.on(firstStep("worker-2", 0, 6, 900));
    assertThat(scene.successor(before)).isPresent();
  }

  @Test
  void aFirstStepThatIsDoneAfterItsAttemptWasReplacedChangesNothing() {
    scene.on(startedFromZero("worker-1", 0));
    scene.on(started("worker-2", 3, 0, 5, 200)); // of a higher token
    scene.on(firstStep("worker-2", 0, 6, 300));
    scene.on(firstStep("worker-1", 0, 1, 400));
    scene.on(checkpointed("worker-2", 0, 8, 500));
    scene.on(beat("worker-1", WorkerState.IDLE, 600));
    assertThat(scene.target().map(FirstStepDone::worker)).contains("worker-2");
  }

  @Test
  void stepsThatAreDoneOnceMoreBringAJobNoFurther() {
    scene.on(step("worker-1", 2, 15, 0));
    assertThat(scene.mark()).contains(new Mark(35, at(0)));
    scene.on(step("worker-2", 2, 11, 1_000));
    assertThat(scene.mark()).contains(new Mark(35, at(1_000)));
    scene.on(step("worker-2", 2, 16, 1_500));
    assertThat(scene.mark()).contains(new Mark(36, at(1_500)));
  }

  private static Heartbeat beat(String worker, WorkerState state, long millis) {
    return new Heartbeat(
        worker, "default", state, Optional.empty(), 0, "cpu", "host", 1, "1", at(millis));
  }
}
