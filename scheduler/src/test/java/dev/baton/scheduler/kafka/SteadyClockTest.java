package dev.baton.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.process.ManualMachine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final ManualMachine machine = new ManualMachine();
  private Instant wallTime = NOON;
  private final InstantSource wallSource = () -> wallTime;
  private final Clock wall = wallSource.withZone(ZoneOffset.UTC);

  @Test
  void theWallClockGivesTheBeginningAndPassingTimeTheRest() {
    Clock steady = SteadyClock.from(wall, machine);
    machine.pass(Duration.ofSeconds(3));
    assertThat(steady.instant()).isEqualTo(NOON.plusSeconds(3));
  }

  @Test
  void aWallClockThatIsSetBackOrForthChangesNothing() {
    Clock steady = SteadyClock.from(wall, machine);
    wallTime = NOON.minus(Duration.ofHours(1));
    assertThat(steady.instant()).isEqualTo(NOON);
    wallTime = NOON.plus(Duration.ofHours(1));
    assertThat(steady.instant()).isEqualTo(NOON);
  }

  @Test
  void aMachineThatHasSleptIsTakenToTheTimeOfItsWallClock() {
    SteadyClock steady = SteadyClock.from(wall, machine);
    machine.pass(Duration.ofSeconds(5));
    wallTime = NOON.plus(Duration.ofHours(8));
    SteadyClock awake = steady.caughtUp(wall);
    assertThat(awake.instant()).isEqualTo(wallTime);
    machine.pass(Duration.ofSeconds(1));
    assertThat(awake.instant()).isEqualTo(NOON.plus(Duration.ofHours(8)).plusSeconds(1));
  }

  @Test
  void aCorrectionOfSecondsOrBackwardsChangesNothing() {
    SteadyClock steady = SteadyClock.from(wall, machine);
    for (Instant corrected : List.of(NOON.plusSeconds(60), NOON.minus(Duration.ofHours(8)))) {
      wallTime = corrected;
      assertThat(steady.caughtUp(wall)).isSameAs(steady);
    }
  }

  @Test
  void theCountOfNanosecondsMayOverflow() {
    machine.pass(Duration.ofNanos(Long.MAX_VALUE));
    Clock steady = SteadyClock.from(wall, machine);
    machine.pass(Duration.ofNanos(5));
    assertThat(steady.instant()).isEqualTo(NOON.plusNanos(5));
  }
}
