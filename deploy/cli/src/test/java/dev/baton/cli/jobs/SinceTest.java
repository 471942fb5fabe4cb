package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SinceTest {
  private static final Instant NOON_UTC = Instant.parse("2026-03-04T12:00:00Z");
  private final Since since = new Since(Clock.fixed(NOON_UTC, ZoneId.of("Europe/Berlin")));

  @Test
  void countsBackFromNow() {
    assertThat(since.convert("10m")).isEqualTo("2026-03-04T11:50:00Z");
    assertThat(since.convert("2h")).isEqualTo("2026-03-04T10:00:00Z");
  }

  @Test
  void takesTimesWhereTheUserIs() {
    assertThat(since.convert("09:30")).isEqualTo("2026-03-04T08:30:00Z");
    assertThat(since.convert("2026-03-01")).isEqualTo("2026-02-28T23:00:00Z");
    assertThat(since.convert("2026-03-01T10:00")).isEqualTo("2026-03-01T09:00:00Z");
    assertThat(since.convert("2026-03-01 10:00:30")).isEqualTo("2026-03-01T09:00:30Z");
    assertThat(since.convert("2026-03-01T10:00:00Z")).isEqualTo("2026-03-01T10:00:00Z");
  }

  @Test
  void saysWhichFormsThereAre() {
    assertThatThrownBy(() -> since.convert("yesterday"))
        .hasMessage(
            "\"yesterday\" is no time: write 10m, 2h, 14:30, 2026-01-31 or 2026-01-31T14:30");
    assertThatThrownBy(() -> since.convert("3weeks")).hasMessageContaining("is no duration");
  }
}
