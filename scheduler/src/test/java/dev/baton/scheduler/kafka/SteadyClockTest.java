package dev.baton.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.process.Machine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final SettableMachine machine = new SettableMachine();
  private Instant wallTime = NOON;
  private final InstantSource wallSource = () -> wallTime;
  private final Clock wall = wallSource.withZone(ZoneOffset.UTC);

  @Test
  void theWallClockGivesTheBeginningAndPassingTimeTheRest() {
    Clock steady = SteadyClock.from(wall, machine);
    machine.nanos += Duration.ofSeconds(3).toNanos();
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
    machine.nanos += Duration.ofSeconds(5).toNanos();
    wallTime = NOON.plus(Duration.ofHours(8));
    SteadyClock awake = steady.caughtUp(wall);
    assertThat(awake.instant()).isEqualTo(wallTime);
    machine.nanos += Duration.ofSeconds(1).toNanos();
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
    machine.nanos = Long.MAX_VALUE;
    Clock steady = SteadyClock.from(wall, machine);
    machine.nanos += 5;
    assertThat(steady.instant()).isEqualTo(NOON.plusNanos(5));
  }

  /** A machine whose time passes when a test says so. */
  private static final class SettableMachine implements Machine {
    private long nanos;

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public void sleep(Duration time) {
      nanos += time.toNanos();
    }

    @Override
    public void sleepAbout(Duration time) {
      sleep(time);
    }

    @Override
    public boolean isDoneWithin(Duration longest, Future<?> future) {
      return future.isDone();
    }

    @Override
    public Thread newThread(String name, Runnable task) {
      return Thread.ofVirtual().name(name).unstarted(task);
    }

    @Override
    public String newId() {
      return "id-" + nanos;
    }
  }
}
