package dev.baton.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandLeaseTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Nanoseconds of a machine count from anywhere. */
  private static final long TAKEN = Long.MAX_VALUE - SECOND;

  private final CommandLease lease = new CommandLease(Duration.ofSeconds(15), TAKEN);

  @Test
  void endsAFifthOfTheLocksTimeBeforeTheBrokersCountedFromTheSendingOfTheLastRenewal() {
    assertThat(lease.isHeld(TAKEN + 12 * SECOND - 1)).isTrue();
    assertThat(lease.isHeld(TAKEN + 12 * SECOND)).isFalse();
    lease.renewed(TAKEN + 5 * SECOND, true);
    assertThat(lease.isHeld(TAKEN + 17 * SECOND - 1)).isTrue();
    lease.renewed(TAKEN + 10 * SECOND, false);
    assertThat(lease.isHeld(TAKEN + 17 * SECOND)).isFalse();
  }

  @Test
  void isToBeRenewedAThirdOfTheLocksTimeAfterTheLastTry() {
    assertThat(lease.isRenewalDue(TAKEN + 5 * SECOND - 1)).isFalse();
    assertThat(lease.isRenewalDue(TAKEN + 5 * SECOND)).isTrue();
    lease.renewed(TAKEN + 5 * SECOND, false);
    assertThat(lease.isRenewalDue(TAKEN + 10 * SECOND - 1)).isFalse();
  }

  /** Else a broker that is away would keep the worker from seeing that its lease has ended. */
  @Test
  void noRenewalWaitsForItsAnswerBeyondTheLeasesEnd() {
    assertThat(lease.renewalPatience(TAKEN + 5 * SECOND)).isEqualTo(Duration.ofSeconds(5));
    lease.renewed(TAKEN + 5 * SECOND, false);
    assertThat(lease.renewalPatience(TAKEN + 10 * SECOND)).isEqualTo(Duration.ofSeconds(2));
    assertThat(lease.renewalPatience(TAKEN + 13 * SECOND)).isZero();
  }
}
