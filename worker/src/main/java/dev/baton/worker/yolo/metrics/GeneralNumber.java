package dev.baton.worker.yolo.metrics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as C's {@code %g} writes them, which Java's does not. */
public final class GeneralNumber {
  private GeneralNumber() {}

  /**
   * The text of {@code value}: no trailing zeros, an exponent of at least two digits where the
   * rounded value is below 1e-4 or has more digits than wanted.
   *
   * @param digits significant ones
   */
  public static String text(double value, int digits) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    String sign = Double.compare(value, 0) < 0 ? "-" : "";
    if (Double.isInfinite(value)) {
      return sign + "inf";
    }
    if (value == 0) {
      return sign + "0";
    }
    BigDecimal rounded =
        new BigDecimal(Math.abs(value))
            .round(new MathContext(digits, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < digits) {
      return sign + rounded.toPlainString();
    }
    String mantissa = rounded.movePointLeft(exponent).toPlainString();
    return "%s%se%c%02d".formatted(sign, mantissa, exponent < 0 ? '-' : '+', Math.abs(exponent));
  }
}
