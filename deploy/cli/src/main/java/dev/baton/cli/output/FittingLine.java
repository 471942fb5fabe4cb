package dev.baton.cli.output;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A line that leaves out its least important parts where a terminal is too narrow for all. */
public final class FittingLine {
  private static final String GAP = "  ";

  /**
   * A piece of the line.
   *
   * @param rank 0 stays longest
   */
  private record Part(int rank, String text) {}

  private final List<Part> parts = new ArrayList<>();

  /** Adds {@code text} at the end; the higher its rank, the earlier it is left out. */
  public FittingLine with(int rank, String text) {
    if (!text.isEmpty()) {
      parts.add(new Part(rank, text));
    }
    return this;
  }

  /** What fits into {@code columns}; at least the beginning of the most important part. */
  public String fit(int columns) {
    List<Part> kept = new ArrayList<>(parts);
    while (kept.size() > 1 && text(kept).length() > columns) {
      kept.remove(kept.stream().max(Comparator.comparingInt(Part::rank)).orElseThrow());
    }
    String text = text(kept);
    return text.length() <= columns ? text : text.substring(0, Math.max(0, columns));
  }

  private static String text(List<Part> parts) {
    return parts.stream().map(Part::text).collect(Collectors.joining(GAP));
  }
}
