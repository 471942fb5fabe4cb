package dev.baton.cli.jobs;

import dev.baton.common.messages.DurationText;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment in the past, as people say it: a while ago, a time of today, a date, or both. */
final class Since implements ITypeConverter<Instant> {
  private final Clock clock;
  private final List<Function<String, Instant>> forms;

  Since() {
    this(Clock.systemDefaultZone());
  }

  /**
   * @param clock says what time it is, and in which zone times of day are meant
   */
  Since(Clock clock) {
    this.clock = clock;
    ZoneId zone = clock.getZone();
    this.forms =
        List.of(
            Instant::parse,
            text -> LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant(),
            text -> LocalDate.parse(text).atStartOfDay(zone).toInstant(),
            text -> LocalTime.parse(text).atDate(LocalDate.now(clock)).atZone(zone).toInstant());
  }

  @Override
  public Instant convert(String text) {
    if (text.matches("\\d+[a-z]+")) {
      return ago(text);
    }
    for (Function<String, Instant> form : forms) {
      try {
        return form.apply(text);
      } catch (DateTimeException e) {
        continue; // perhaps the next form
      }
    }
    throw new TypeConversionException(
        "\"%s\" is no time: write 10m, 2h, 14:30, 2026-01-31 or 2026-01-31T14:30".formatted(text));
  }

  private Instant ago(String text) {
    try {
      return clock.instant().minus(DurationText.parse(text));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
