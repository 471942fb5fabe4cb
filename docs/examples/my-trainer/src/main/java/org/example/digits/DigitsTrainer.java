package org.example.digits;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.worker.attempt.EpochResult;
import dev.baton.worker.attempt.StepResult;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainingPosition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Trains a {@link Perceptron} on {@link Digits}. */
final class DigitsTrainer implements Trainer {
  /** Changed whenever a snapshot of today could not be restored tomorrow. */
  private static final int FORMAT = 1;

  private static final int VALIDATION_PICTURES = 500;

  /** Validation pictures take an epoch of their own, so that they are the same every time. */
  private static final int VALIDATION_EPOCH = -1;

  private static final List<String> COLUMNS =
      List.of("epoch", "train/loss", "metrics/accuracy", "x/lr0");

  private final JobSpec spec;
  private final DigitsOptions options;
  private final Perceptron network;

  // Everything below, and the network, is in a snapshot. What else training depends on is in spec.
  private int epoch;
  private int step;
  private double lossSum;
  private double bestAccuracy = -1;
  private ArrayNode results = Json.MAPPER.createArrayNode();

  DigitsTrainer(JobSpec spec, DigitsOptions options) {
    this.spec = spec;
    this.options = options;
    this.network = new Perceptron(spec.seed());
  }

  @Override
  public String dataDigest() {
    return "drawn-digits-1";
  }

  @Override
  public int stepsPerEpoch() {
    return options.steps();
  }

  @Override
  public TrainingPosition position() {
    return new TrainingPosition(epoch, step);
  }

  @Override
  public boolean isFinished() {
    return epoch >= spec.epochs();
  }

  @Override
  public StepResult trainStep() {
    Digits.Batch batch = Digits.batch(spec.seed(), epoch, step * spec.batch(), spec.batch());
    double loss = network.train(batch, learningRate());
    if (!Double.isFinite(loss)) {
      throw new TrainerException(
          BAD_INPUT,
          "the loss is %s in epoch %d, step %d: lower hyp.lr0, which is %s"
              .formatted(loss, epoch + 1, step + 1, options.lr0()));
    }
    step++;
    lossSum += loss;
    return new StepResult(Map.of("loss", loss), batch.size(), learningRate());
  }

  /** Falls linearly; a function of the position, so it need not be remembered. */
  private double learningRate() {
    return options.lr0() * (1 - epoch / (double) spec.epochs());
  }

  @Override
  public EpochResult finishEpoch() {
    Digits.Batch pictures = Digits.batch(spec.seed(), VALIDATION_EPOCH, 0, VALIDATION_PICTURES);
    double accuracy = network.countRight(pictures) / (double) VALIDATION_PICTURES;
    boolean isBest = accuracy >= bestAccuracy;
    bestAccuracy = Math.max(bestAccuracy, accuracy);
    results.addArray().add(epoch).add(lossSum / options.steps()).add(accuracy).add(learningRate());
    epoch++;
    step = 0;
    lossSum = 0;
    return new EpochResult(Map.of("accuracy", accuracy), accuracy, isBest);
  }

  @Override
  public Snapshot snapshot() {
    ObjectNode state = Json.MAPPER.createObjectNode();
    state.put("format", FORMAT).put("epoch", epoch).put("step_in_epoch", step);
    state.put("loss_sum", lossSum).put("best_fitness", bestAccuracy);
    ObjectNode table = state.putObject("results");
    table.set("columns", Json.MAPPER.valueToTree(COLUMNS));
    table.set("rows", results.deepCopy());
    return new Snapshot(
        Map.of("model", tensors(network.weights()), "optimizer", tensors(network.momenta())),
        state);
  }

  /** Copies: the upload reads them while training goes on. */
  private static List<Tensor> tensors(Map<String, NDArray> arrays) {
    List<Tensor> tensors = new ArrayList<>();
    arrays.forEach(
        (name, array) -> {
          float[] values = array.toFloatArray();
          ByteBuffer bytes =
              ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
          bytes.asFloatBuffer().put(values);
          tensors.add(new Tensor(name, Tensor.DType.F32, shape(array), bytes));
        });
    return tensors;
  }

  @Override
  public void restore(Snapshot snapshot) {
    int format = snapshot.state().path("format").asInt();
    if (format != FORMAT) {
      throw new TrainerException(
          BAD_INPUT,
          "the checkpoint has format %d, this trainer reads %d: use the release of it that wrote the checkpoint"
              .formatted(format, FORMAT));
    }
    overwrite(network.weights(), snapshot, "model");
    overwrite(network.momenta(), snapshot, "optimizer");
    epoch = snapshot.state().path("epoch").asInt();
    step = snapshot.state().path("step_in_epoch").asInt();
    lossSum = snapshot.state().path("loss_sum").asDouble();
    bestAccuracy = snapshot.state().path("best_fitness").asDouble();
    results = snapshot.state().withObject("results").withArray("rows").deepCopy();
  }

  private void overwrite(Map<String, NDArray> arrays, Snapshot snapshot, String file) {
    List<Tensor> tensors = snapshot.files().getOrDefault(file, List.of());
    arrays.forEach(
        (name, array) -> {
          Tensor stored =
              tensors.stream()
                  .filter(tensor -> tensor.name().equals(name))
                  .filter(tensor -> tensor.shape().equals(shape(array)))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new TrainerException(
                              BAD_INPUT,
                              "the checkpoint's %s has no %s of shape %s: it is of another network"
                                  .formatted(file, name, shape(array))));
          float[] values = new float[stored.data().remaining() / Float.BYTES];
          stored.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
          network.overwrite(array, values);
        });
  }

  private static List<Long> shape(NDArray array) {
    return Arrays.stream(array.getShape().getShape()).boxed().toList();
  }

  /** For a test: what a step leaves open would pile up. */
  int openArrays() {
    return network.openArrays();
  }

  @Override
  public void close() {
    network.close();
  }
}
