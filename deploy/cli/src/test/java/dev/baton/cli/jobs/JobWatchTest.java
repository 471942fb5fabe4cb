package dev.baton.cli.jobs;

import static dev.baton.cli.jobs.JobEvents.accepted;
import static dev.baton.cli.jobs.JobEvents.at;
import static dev.baton.cli.jobs.JobEvents.checkpointed;
import static dev.baton.cli.jobs.JobEvents.ended;
import static dev.baton.cli.jobs.JobEvents.epochDone;
import static dev.baton.cli.jobs.JobEvents.failed;
import static dev.baton.cli.jobs.JobEvents.finished;
import static dev.baton.cli.jobs.JobEvents.firstStep;
import static dev.baton.cli.jobs.JobEvents.heartbeat;
import static dev.baton.cli.jobs.JobEvents.started;
import static dev.baton.cli.jobs.JobEvents.startedFromZero;
import static dev.baton.cli.jobs.JobEvents.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.output.Line;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobWatchTest {
  private final JobWatch watch = new JobWatch(JobEvents.JOB);

  @Test
  void countsATakeoverFromTheLastSignOfTheLostAttempt() {
    watch.on(startedFromZero("worker-1", 0));
    watch.on(step("worker-1", 6, 13, 30_000));
    assertThat(said(started("worker-2", 9, 5, 12, 30_268), firstStep("worker-2", 5, 13, 31_100)))
        .containsExactly(
            "worker-2 takes over from checkpoint 9 (epoch 6, step 12), 268 ms after the last sign of worker-1",
            "first step done 1,100 ms after the last sign of worker-1");
  }

  @Test
  void speaksOfNoTakeoverWhenTheLastAttemptSaidThatItEnded() {
    assertThat(
            said(
                startedFromZero("worker-1", 0),
                firstStep("worker-1", 0, 1, 412),
                ended("worker-1", EndReason.HANDED_BACK, 5, 12, 5_000),
                started("worker-2", 9, 5, 12, 5_200),
                firstStep("worker-2", 5, 13, 5_900)))
        .containsExactly(
            "worker-1 trains from zero",
            "first step done 412 ms after the start",
            "worker-1 leaves and hands the job back at epoch 6, step 12",
            "worker-2 trains from checkpoint 9 (epoch 6, step 12)",
            "first step done 700 ms after the start");
  }

  @Test
  void speaksOfNoTakeoverWhenTheJobHadEnded() {
    assertThat(
            said(
                startedFromZero("worker-1", 0),
                finished(5_000),
                started("worker-2", 9, 12, 0, 5_200),
                firstStep("worker-2", 12, 1, 5_900)))
        .containsSubsequence(
            "worker-2 trains from checkpoint 9 (the end of epoch 12)",
            "first step done 700 ms after the start");
  }

  @Test
  void ignoresTheLateProgressOfALostAttempt() {
    watch.on(startedFromZero("worker-1", 0));
    watch.on(started("worker-2", 9, 5, 12, 1_000));
    watch.on(step("worker-1", 6, 13, 1_100));
    assertThat(watch.status(at(1_200))).isEqualTo("worker-2 prepares");
  }

  @Test
  void estimatesTheEndFromTheSpeedOfTheRunningAttempt() {
    watch.on(startedFromZero("worker-1", 0));
    watch.on(step("worker-1", 1, 10, 2_000));
    watch.on(step("worker-1", 2, 10, 6_000));
    assertThat(watch.status(at(6_500)))
        .isEqualTo(
            "epoch 2/12  step 10/20  box 1.250  cls 2.500  41.3 img/s  ETA 42.0 s  worker-1");
  }

  @Test
  void showsBarsWithAMarkWhereAnotherWorkerTookOver() {
    watch.on(startedFromZero("worker-1", 0));
    watch.on(step("worker-1", 6, 13, 30_000));
    watch.on(started("worker-2", 9, 6, 0, 30_268));
    watch.on(step("worker-2", 7, 10, 31_000));
    watch.on(step("worker-2", 7, 20, 32_000));
    assertThat(watch.display(at(32_100), 100))
        .containsExactly(
            "epoch 7/12   [##############################]  step 20/20  box 1.250  cls 2.500  lr 0.0100",
            "all   58 %   [###############|#.............]  41.3 img/s  ETA 10.0 s  worker-2");
  }

  @Test
  void leavesOutWhatANarrowTerminalCannotHold() {
    watch.on(startedFromZero("worker-1", 0));
    watch.on(step("worker-1", 2, 10, 6_000));
    assertThat(watch.display(at(6_100), 40))
        .containsExactly(
            "epoch 2/12   [#####.....]  step 10/20", "all   12 %   [#.........]  ETA -");
    assertThat(watch.display(at(6_100), 19)).containsExactly("epoch 2/12", "all   12 %  ETA -");
    assertThat(watch.display(at(6_100), 1)).containsExactly("e", "a");
  }

  @Test
  void keepsTheBarsWhileItSaysWhyNobodyTrains() {
    watch.on(startedFromZero("worker-1", 0));
    watch.on(step("worker-1", 1, 10, 2_000));
    assertThat(watch.display(at(7_000), 80).getLast())
        .isEqualTo("all   4 %    [....................]  no sign of worker-1 for 5.0 s");
  }

  @Test
  void showsASentenceUntilAFirstStepIsHeardOf() {
    assertThat(watch.display(at(0), 80)).containsExactly("waiting for a worker");
  }

  @Test
  void saysHowLongAWorkerHasBeenSilent() {
    watch.on(startedFromZero("worker-1", 0));
    watch.on(step("worker-1", 1, 10, 2_000));
    assertThat(watch.status(at(7_000))).isEqualTo("no sign of worker-1 for 5.0 s");
  }

  @Test
  void takesAHeartbeatOfTheWorkerThatTrainsForASignOfLife() {
    watch.on(startedFromZero("worker-1", 0));
    watch.on(heartbeat("worker-1", 9_000));
    watch.on(heartbeat("worker-2", 12_000));
    assertThat(watch.status(at(10_000))).isEqualTo("worker-1 prepares");
    assertThat(watch.status(at(13_000))).isEqualTo("no sign of worker-1 for 4.0 s");
  }

  @Test
  void waitsForAWorkerBeforeTheFirstAttemptAndBetweenTwo() {
    assertThat(watch.status(at(0))).isEqualTo("waiting for a worker");
    watch.on(startedFromZero("worker-1", 0));
    watch.on(ended("worker-1", EndReason.YIELDED, 1, 0, 10));
    assertThat(watch.status(at(20))).isEqualTo("waiting for a worker");
  }

  @Test
  void saysThatAJobIsPausedUntilItIsResumed() {
    watch.on(startedFromZero("worker-1", 0));
    watch.on(accepted("pause"));
    watch.on(ended("worker-1", EndReason.PAUSED, 0, 7, 10));
    assertThat(watch.status(at(20))).isEqualTo("paused: baton resume exp1");
    watch.on(accepted("set-priority"));
    assertThat(watch.status(at(20))).startsWith("paused");
    watch.on(accepted("resume"));
    assertThat(watch.status(at(20))).isEqualTo("waiting for a worker");
  }

  @Test
  void tellsEpochsByTheirMetricsAndOtherCheckpointsByTheirPlace() {
    assertThat(said(checkpointed("worker-1", 5, 12, 0), epochDone("worker-1", 6, 0.05, 10)))
        .containsExactly(
            "checkpoint 8 at epoch 6, step 12, 25.0 MB",
            "epoch 6 is done: mAP50 0.0500, checkpoint 7");
  }

  @Test
  void knowsHowTheJobEnded() {
    assertThat(watch.ending()).isEmpty();
    assertThat(said(finished(0)))
        .containsExactly("finished after 12 epochs: mAP50 0.7400, digest ab12cd34ef56");
    assertThat(watch.ending()).contains(JobWatch.Ending.FINISHED);
    watch.on(failed("a loss is NaN", 0));
    assertThat(watch.ending()).contains(JobWatch.Ending.FAILED);
  }

  @Test
  void saysNothingAboutOtherJobs() {
    assertThat(new JobWatch("other").on(finished(0))).isEmpty();
  }

  private List<String> said(Event... events) {
    List<String> lines = new ArrayList<>();
    for (Event event : events) {
      watch.on(event).stream().map(Line::text).forEach(lines::add);
    }
    return lines;
  }
}
