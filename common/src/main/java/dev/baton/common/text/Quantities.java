package dev.baton.common.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers as people read them; the same in every locale. */
public final class Quantities {
  private static final int SHORT_DIGEST = 12;
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private Quantities() {}

  /** {@code 512 B}, {@code 25.2 MB}; decimal units. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    while (size >= 999.95) {
      size /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %sB", size, "kMGTPE".charAt(unit));
  }

  /** {@code 1,154 MiB}, of 2^20 bytes: what main memory is counted in. */
  public static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", Math.round((double) bytes / (1 << 20)));
  }

  /** {@code 850 ms}, {@code 4.2 s}, {@code 3 min 05 s}, {@code 2 h 07 min}, {@code 3 d 4 h}. */
  public static String duration(Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return Math.max(0, duration.toMillis()) + " ms";
    }
    if (duration.compareTo(Duration.ofSeconds(60)) < 0) {
      return String.format(Locale.ROOT, "%.1f s", Math.floor(duration.toMillis() / 100.0) / 10);
    }
    if (duration.compareTo(Duration.ofHours(1)) < 0) {
      return "%d min %02d s".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
    if (duration.compareTo(Duration.ofDays(1)) < 0) {
      return "%d h %02d min".formatted(duration.toHours(), duration.toMinutesPart());
    }
    return "%d d %d h".formatted(duration.toDays(), duration.toHoursPart());
  }

  /** {@code 1 handover}, {@code 2 handovers}; {@code thing} takes an s where there are more. */
  public static String count(long things, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", things, thing, things == 1 ? "" : "s");
  }

  /** {@code 1,830 ms}: for takeovers, which are compared to the millisecond. */
  public static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%,d ms", duration.toMillis());
  }

  /** Four significant digits: {@code 0.7412}, {@code 3.142}, {@code 412.0}. */
  public static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return String.valueOf(value).toLowerCase(Locale.ROOT);
    }
    double size = Math.abs(value);
    int decimals = size < 1 ? 4 : size < 10 ? 3 : size < 100 ? 2 : 1;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** {@code box 1.234 cls 2.345}, in the map's order. */
  public static String named(Map<String, Double> values) {
    return values.entrySet().stream()
        .map(value -> value.getKey() + " " + number(value.getValue()))
        .collect(Collectors.joining("  "));
  }

  /** The mAPs of {@code metrics}; all of them when there is no mAP. */
  public static String headline(Map<String, Double> metrics) {
    List<String> precisions =
        metrics.entrySet().stream()
            .filter(metric -> metric.getKey().contains("mAP"))
            .map(metric -> metric.getKey() + " " + number(metric.getValue()))
            .toList();
    return precisions.isEmpty() ? named(metrics) : String.join("  ", precisions);
  }

  /**
   * Where a training stands: {@code the start}, {@code the end of epoch 5} or {@code epoch 6, step
   * 12}.
   *
   * @param epoch epochs finished
   * @param step steps done in the running one
   */
  public static String position(int epoch, int step) {
    if (step > 0) {
      return "epoch %d, step %d".formatted(epoch + 1, step);
    }
    return epoch == 0 ? "the start" : "the end of epoch " + epoch;
  }

  /** Enough of a digest to tell two apart. */
  public static String shortDigest(String digest) {
    return digest.length() <= SHORT_DIGEST ? digest : digest.substring(0, SHORT_DIGEST);
  }

  /** Time of day in {@code zone}. */
  public static String clock(Instant at, ZoneId zone) {
    return CLOCK.format(at.atZone(zone));
  }

  /** Date and time of day in {@code zone}. */
  public static String date(Instant at, ZoneId zone) {
    return DATE.format(at.atZone(zone));
  }
}
