package dev.baton.cli.output;

import java.util.Arrays;
import java.util.List;

/** A bar of ASCII characters, which every terminal and every locale can show. */
public final class ProgressBar {
  private static final char DONE = '#';
  private static final char TO_DO = '.';
  private static final char MARK = '|';

  private ProgressBar() {}

  /** The width that suits a line of {@code columns}; 0 where a bar would push out words. */
  public static int widthFor(int columns) {
    return columns >= 100 ? 30 : columns >= 70 ? 20 : columns >= 40 ? 10 : 0;
  }

  /**
   * {@code [####|##.....]}.
   *
   * @param width characters between the brackets; with none there is no bar
   * @param fraction what is done, 0 to 1
   * @param marks places that something happened at, 0 to 1
   */
  public static String of(int width, double fraction, List<Double> marks) {
    if (width <= 0) {
      return "";
    }
    char[] bar = new char[width];
    Arrays.fill(bar, TO_DO);
    Arrays.fill(bar, 0, (int) Math.clamp(Math.floor(width * fraction), 0, width), DONE);
    marks.forEach(mark -> bar[cell(width, mark)] = MARK);
    return "[" + new String(bar) + "]";
  }

  private static int cell(int cells, double place) {
    return (int) Math.min(cells - 1, Math.max(0, Math.floor(place * cells)));
  }
}
