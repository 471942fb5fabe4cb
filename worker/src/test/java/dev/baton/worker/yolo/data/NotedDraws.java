package dev.baton.worker.yolo.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Draws of another source, noted by kind in the order in which they were made. */
final class NotedDraws implements Draws {
  private final Draws source;
  private final List<Double> units = new ArrayList<>();
  private final List<Double> uniforms = new ArrayList<>();
  private final List<Integer> indexes = new ArrayList<>();
  private final List<List<Integer>> shuffled = new ArrayList<>();
  private final List<Double> colourUnits = new ArrayList<>();
  private final List<Double> mixRatios = new ArrayList<>();

  NotedDraws(Draws source) {
    this.source = source;
  }

  @Override
  public double unit() {
    return noted(source.unit(), units);
  }

  @Override
  public double uniform(double low, double high) {
    return noted(source.uniform(low, high), uniforms);
  }

  @Override
  public int below(int n) {
    return noted(source.below(n), indexes);
  }

  @Override
  public void shuffle(int[] values) {
    source.shuffle(values);
    shuffled.add(Arrays.stream(values).boxed().toList());
  }

  @Override
  public double colourUnit() {
    return noted(source.colourUnit(), colourUnits);
  }

  @Override
  public double mixRatio() {
    return noted(source.mixRatio(), mixRatios);
  }

  private static <T> T noted(T drawn, List<T> notes) {
    notes.add(drawn);
    return drawn;
  }

  List<Double> units() {
    return units;
  }

  List<Double> uniforms() {
    return uniforms;
  }

  /** Drawn by {@link #below}. */
  List<Integer> indexes() {
    return indexes;
  }

  /** Each array as it was after its shuffle. */
  List<List<Integer>> shuffled() {
    return shuffled;
  }

  List<Double> colourUnits() {
    return colourUnits;
  }

  List<Double> mixRatios() {
    return mixRatios;
  }
}
