package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartPauseTest {
  private static final Duration EARLY = Duration.ofSeconds(1);
  private static final Duration LATE = Duration.ofMinutes(1);

  @Test
  void growsFromEarlyDeathToEarlyDeathUpToALimit() {
    RestartPause pause = new RestartPause(Duration.ofSeconds(3));
    assertThat(Stream.generate(() -> pause.after(EARLY).toSeconds()).limit(6))
        .containsExactly(3L, 6L, 12L, 24L, 30L, 30L);
  }

  @Test
  void beginsAtOnceWhereNothingSpeaksAgainstIt() {
    RestartPause pause = new RestartPause(Duration.ZERO);
    assertThat(Stream.generate(() -> pause.after(EARLY).toSeconds()).limit(4))
        .containsExactly(0L, 1L, 2L, 4L);
  }

  @Test
  void startsAnewAfterALongLife() {
    RestartPause pause = new RestartPause(Duration.ofSeconds(3));
    pause.after(EARLY);
    pause.after(EARLY);
    assertThat(pause.after(LATE)).hasSeconds(3);
    assertThat(pause.after(EARLY)).hasSeconds(6);
  }
}
