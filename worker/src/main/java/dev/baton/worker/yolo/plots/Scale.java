package dev.baton.worker.yolo.plots;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A range of numbers with round ones in it to write down.
 *
 * @param step between two ticks: 1, 2 or 5 times a power of ten
 */
record Scale(double from, double to, double step) {
  /** Numbers below it are written with an exponent. */
  private static final double LEAST_PLAIN = 1e-4;

  /** From 0 to 1, in fifths. */
  static final Scale UNIT = new Scale(0, 1, 0.2);

  /**
   * A range that begins and ends at ticks, of which there are at least {@code ticks}. Around a
   * single value it reaches to 0.
   */
  static Scale around(double min, double max, int ticks) {
    double low = min;
    double high = max;
    if (!(high > low)) {
      low = Math.min(0, 2 * min);
      high = min == 0 ? 1 : Math.max(0, 2 * min);
    }
    double step = roundStep((high - low) / ticks);
    return new Scale(Math.floor(low / step) * step, Math.ceil(high / step) * step, step);
  }

  /** As {@link #around}, of numbers that are not negative: it begins at 0. */
  static Scale fromZero(double max, int ticks) {
    return around(0, max > 0 ? max : 1, ticks);
  }

  /** A range of whole numbers, which begins and ends at the numbers given. */
  static Scale whole(int min, int max, int ticks) {
    if (min == max) {
      return new Scale(min - 0.5, max + 0.5, 1);
    }
    return new Scale(min, max, Math.max(1, roundStep((double) (max - min) / ticks)));
  }

  private static double roundStep(double atMost) {
    double power = Math.pow(10, Math.floor(Math.log10(atMost)));
    double digits = atMost / power;
    return power * (digits >= 5 ? 5 : digits >= 2 ? 2 : 1);
  }

  /** The multiples of the step in the range. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    long last = (long) Math.floor(to / step + 1e-6);
    for (long i = (long) Math.ceil(from / step - 1e-6); i <= last; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** A tick as text, with as many decimals as the step has. */
  String text(double tick) {
    if (step < LEAST_PLAIN) {
      return tick == 0 ? "0" : String.format(Locale.ROOT, "%.2e", tick);
    }
    int decimals = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", tick);
    return text.startsWith("-") && tick > -step / 2 ? text.substring(1) : text;
  }

  /** Where {@code value} lies, as part of the range. */
  double part(double value) {
    return (value - from) / (to - from);
  }
}
