package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.output.Line;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Progress.Heartbeat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FleetGlanceTest {
  private static final Heartbeat WORKER = JobEvents.heartbeat("worker-1", 0);

  @Test
  void listsRunningJobsThenTheQueueByPriorityAndAgeThenPausedOnes() {
    FleetGlance glance =
        glance(
            state("paused", Status.PAUSED, 9, 0),
            state("old", Status.QUEUED, 5, 1),
            state("young", Status.QUEUED, 5, 2),
            state("urgent", Status.QUEUED, 9, 3),
            state("done", Status.FINISHED, 5, 4),
            state("exp1", Status.RUNNING, 5, 5));
    assertThat(glance.jobs())
        .extracting(FleetGlance.JobProgress::job)
        .containsExactly("exp1", "urgent", "old", "young", "paused");
  }

  @Test
  void tellsTheRunningStepAndItsSpeed() {
    assertThat(text(glance(state("exp1", Status.RUNNING, 5, 0)), 99))
        .containsExactly(
            "workers: 1, 1 busy, 0 idle   jobs: 1 running, 0 queued, 0 paused",
            "",
            "WORKER    STATE  JOB   DEVICE  MEMORY",
            "worker-1  BUSY   exp1  cpu     -",
            "",
            "JOB   STATUS   EPOCH  STEP  IMG/S  SINCE   PRIO  OWNER",
            "exp1  RUNNING  6/12   13    41.3   10.0 s  5     ada");
  }

  @Test
  void saysHowManyLinesALowTerminalLeavesOut() {
    List<String> text = text(glance(state("exp1", Status.RUNNING, 5, 0)), 3);
    assertThat(text).hasSize(3).last().isEqualTo("... 5 more lines");
    assertThat(text(glance(), 1)).containsExactly("... 6 more lines");
  }

  private static FleetGlance glance(JobState... jobs) {
    return FleetGlance.of(
        List.of(jobs),
        List.of(WORKER),
        job ->
            job.equals("exp1")
                ? Optional.of(JobEvents.step("worker-1", 6, 13, 0))
                : Optional.empty(),
        JobEvents.at(10_000));
  }

  private static List<String> text(FleetGlance glance, int rows) {
    return glance.lines(rows).stream().map(Line::text).toList();
  }

  private static JobState state(String job, Status status, int priority, long submittedMillis) {
    return JobEvents.state(job, status, priority, submittedMillis);
  }
}
