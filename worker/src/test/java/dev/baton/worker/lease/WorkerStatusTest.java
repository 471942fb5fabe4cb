package dev.baton.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Progress.WorkerState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WorkerStatusTest {
  private static final WorkerIdentity WORKER =
      new WorkerIdentity("w1", "default", "cpu", "here", 1, "0.1.0");

  private final WorkerStatus status = new WorkerStatus();

  @Test
  void aDrainedWorkerHandsBackAndSaysSoUntilItIsReadmitted() {
    status.become(WorkerState.IDLE);
    status.drain();
    assertThat(status.handsBack()).isTrue();
    assertThat(status.state()).isEqualTo(WorkerState.DRAINED);
    status.readmit();
    assertThat(status.handsBack()).isFalse();
    assertThat(status.state()).isEqualTo(WorkerState.IDLE);
  }

  @Test
  void leavingCountsMoreThanBeingDrained() {
    status.drain();
    status.leave();
    assertThat(status.state()).isEqualTo(WorkerState.LEAVING);
  }

  @Test
  void tellsTheDevicesThatWereFoundInPlaceOfTheAssumedOnes() {
    assertThat(status.heartbeat(WORKER, Instant.EPOCH).device()).isEqualTo("cpu");
    status.canComputeOn("2 GPUs");
    assertThat(status.heartbeat(WORKER, Instant.EPOCH).device()).isEqualTo("2 GPUs");
  }
}
