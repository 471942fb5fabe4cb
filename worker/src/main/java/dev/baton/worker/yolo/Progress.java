package dev.baton.worker.yolo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.worker.attempt.TrainingPosition;
import dev.baton.worker.yolo.loss.DetectionLoss;
import dev.baton.worker.yolo.metrics.ResultsCsv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where a training stands: every scalar that changes while it runs. One thread uses it. */
final class Progress {
  private int epoch;
  private int stepInEpoch;
  private long lastUpdate = -1;
  private int accumulatedSteps;
  private final double[] lossSums = new double[DetectionLoss.ITEMS.size()];
  private final List<double[]> results = new ArrayList<>();
  private double bestFitness;
  private int bestEpoch;
  private boolean isStopped;

  /**
   * Stands after the epochs of a training that another trainer began. Its file does not say which
   * epoch was the best, so patience counts from its last one.
   *
   * @param lastUpdate iteration of its last update, −1 for none
   */
  void takeOver(int finishedEpochs, long lastUpdate, double bestFitness) {
    this.epoch = finishedEpochs;
    this.lastUpdate = lastUpdate;
    this.bestFitness = bestFitness;
    this.bestEpoch = finishedEpochs - 1;
  }

  /**
   * Goes on, between two epochs, with data of another number of steps in an epoch.
   *
   * @param lastUpdate iteration of the last update if all epochs had had that number
   */
  void beginOnOtherData(long lastUpdate) {
    this.lastUpdate = lastUpdate;
  }

  TrainingPosition position() {
    return new TrainingPosition(epoch, stepInEpoch);
  }

  /** Whether gradients wait for their update. */
  boolean isAccumulating() {
    return accumulatedSteps > 0;
  }

  boolean isStopped() {
    return isStopped;
  }

  /** Steps without an update since {@code iteration} began, that one included. */
  long stepsSinceUpdate(long iteration) {
    return iteration - lastUpdate;
  }

  /** Gradients of an update that the last epoch did not reach are given up, as in the reference. */
  void dropAccumulated() {
    accumulatedSteps = 0;
  }

  void accumulated(float[] items) {
    for (int i = 0; i < lossSums.length; i++) {
      lossSums[i] += items[i];
    }
    accumulatedSteps++;
    stepInEpoch++;
  }

  void updated(long iteration) {
    lastUpdate = iteration;
    accumulatedSteps = 0;
  }

  /** Means of box, cls, dfl over the steps of the running epoch. */
  double[] meanLosses() {
    return Arrays.stream(lossSums).map(sum -> sum / stepInEpoch).toArray();
  }

  /** The rows of results.csv so far. */
  List<double[]> results() {
    return List.copyOf(results);
  }

  /**
   * Ends the epoch.
   *
   * @param row one value for each column of results.csv
   * @param patience epochs without a better fitness after which training stops, 0 for never
   * @return whether no earlier epoch was fitter
   */
  boolean finishEpoch(double[] row, double fitness, int patience) {
    boolean isBest = fitness >= bestFitness;
    if (isBest) {
      bestFitness = fitness;
      bestEpoch = epoch;
    }
    isStopped = patience > 0 && epoch - bestEpoch >= patience;
    results.add(row);
    Arrays.fill(lossSums, 0);
    stepInEpoch = 0;
    epoch++;
    return isBest;
  }

  void write(ObjectNode state) {
    state.put("epoch", epoch);
    state.put("step_in_epoch", stepInEpoch);
    state.put("last_step", lastUpdate);
    state.put("accumulated_steps", accumulatedSteps);
    Arrays.stream(lossSums).forEach(state.putArray("loss_sums")::add);
    state.put("best_fitness", bestFitness);
    state.put("best_epoch", bestEpoch);
    state.put("stopped", isStopped);
    ObjectNode table = state.putObject("results");
    ResultsCsv.columns().forEach(table.putArray("columns")::add);
    var rows = table.putArray("rows");
    results.forEach(row -> Arrays.stream(row).forEach(rows.addArray()::add));
  }

  void read(JsonNode state) {
    epoch = state.path("epoch").asInt();
    stepInEpoch = state.path("step_in_epoch").asInt();
    lastUpdate = state.path("last_step").asLong();
    accumulatedSteps = state.path("accumulated_steps").asInt();
    System.arraycopy(doubles(state.path("loss_sums")), 0, lossSums, 0, lossSums.length);
    bestFitness = state.path("best_fitness").asDouble();
    bestEpoch = state.path("best_epoch").asInt();
    isStopped = state.path("stopped").asBoolean();
    results.clear();
    state.path("results").path("rows").forEach(row -> results.add(doubles(row)));
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }
}
