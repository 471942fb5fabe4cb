package dev.baton.scheduler.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PendingOffsetsTest {
  private final PendingOffsets offsets = new PendingOffsets(5);

  @Test
  void goOnPastRecordsThatAskForNothing() {
    assertThat(offsets.safe()).isEqualTo(5);
    offsets.read(5, 0);
    offsets.read(7, 0); // 6 was a transaction's marker
    assertThat(offsets.safe()).isEqualTo(8);
  }

  @Test
  void staySafelyBeforeTheFirstRecordThatIsNotDone() {
    offsets.read(5, 1);
    offsets.read(6, 1);
    offsets.done(6);
    assertThat(offsets.safe()).isEqualTo(5);
    offsets.done(5);
    assertThat(offsets.safe()).isEqualTo(7);
    assertThat(offsets.size()).isZero();
  }

  @Test
  void aRecordIsDoneWhenAllOfItsTasksAre() {
    offsets.read(5, 2);
    offsets.done(5);
    assertThat(offsets.safe()).isEqualTo(5);
    offsets.done(5);
    assertThat(offsets.safe()).isEqualTo(6);
  }
}
