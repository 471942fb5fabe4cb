package dev.baton.worker.tiny;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * SGD with momentum and an exponential moving average on two spirals. Every draw is a function of
 * (seed, epoch, step, sample), and mid-epoch state is kept whole, so a resume at any step is exact.
 */
final class TinyTrainer implements Trainer {
  private static final double MOMENTUM = 0.9;
  private static final double EMA_DECAY = 0.98;
  private static final int VALIDATION_SAMPLES = 200;

  /** Validation draws take their own epoch, so that they are the same every time. */
  private static final int VALIDATION_EPOCH = -1;

  private final JobSpec spec;
  private final TinyOptions options;
  private final float[] weights = new float[TinyNetwork.PARAMETERS];
  private final float[] ema = new float[TinyNetwork.PARAMETERS];
  private final float[] momentum = new float[TinyNetwork.PARAMETERS];
  private final List<double[]> results = new ArrayList<>();
  private final List<byte[]> hoard = new ArrayList<>();
  private int epoch;
  private int step;
  private double lossSum;
  private int ownSteps;
  private double bestFitness = -1;

  TinyTrainer(JobSpec spec, TinyOptions options) {
    this.spec = spec;
    this.options = options;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (0.8 * (2 * Spirals.uniform(spec.seed(), i) - 1));
    }
    System.arraycopy(weights, 0, ema, 0, weights.length);
  }

  @Override
  public String dataDigest() {
    return "two-spirals-1";
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
    long start = System.nanoTime();
    if (epoch * options.steps() + step + 1 == options.failAtStep()) {
      throw new TrainerException(
          TrainerException.Kind.BAD_INPUT,
          "step %d fails because hyp.fail_at_step says so".formatted(options.failAtStep()));
    }
    hangIfAsked();
    if (options.hoardMegabytes() > 0) {
      hoard.add(new byte[options.hoardMegabytes() << 20]);
    }
    float[] gradients = new float[TinyNetwork.PARAMETERS];
    double loss = 0;
    for (int i = 0; i < spec.batch(); i++) {
      Spirals.Sample sample = Spirals.sample(spec.seed(), epoch, step * spec.batch() + i);
      loss += TinyNetwork.lossAndGradients(weights, sample, gradients, 1f / spec.batch());
    }
    for (int i = 0; i < weights.length; i++) {
      momentum[i] = (float) (MOMENTUM * momentum[i] + gradients[i]);
      weights[i] -= (float) (options.lr0() * momentum[i]);
      ema[i] = (float) (EMA_DECAY * ema[i] + (1 - EMA_DECAY) * weights[i]);
    }
    step++;
    lossSum += loss / spec.batch();
    LockSupport.parkNanos(options.stepMillis() * 1_000_000 - (System.nanoTime() - start));
    return new StepResult(Map.of("loss", loss / spec.batch()), spec.batch(), options.lr0());
  }

  /** As native code can hang, which no interrupt ends. */
  private void hangIfAsked() {
    while (options.hangAfterSteps() > 0 && ownSteps >= options.hangAfterSteps()) {
      LockSupport.park(this);
    }
    ownSteps++;
  }

  @Override
  public EpochResult finishEpoch() {
    int right = 0;
    for (int i = 0; i < VALIDATION_SAMPLES; i++) {
      Spirals.Sample sample = Spirals.sample(spec.seed(), VALIDATION_EPOCH, i);
      right += TinyNetwork.probability(ema, sample) > 0.5 == sample.isSecond() ? 1 : 0;
    }
    double accuracy = right / (double) VALIDATION_SAMPLES;
    results.add(new double[] {epoch, lossSum / options.steps(), accuracy});
    boolean isBest = accuracy >= bestFitness;
    bestFitness = Math.max(bestFitness, accuracy);
    epoch++;
    step = 0;
    lossSum = 0;
    return new EpochResult(Map.of("accuracy", accuracy), accuracy, isBest);
  }

  @Override
  public Snapshot snapshot() {
    ObjectNode state = Json.MAPPER.createObjectNode();
    state.put("epoch", epoch).put("step", step).put("lossSum", lossSum);
    state.put("bestFitness", bestFitness);
    ObjectNode table = state.putObject("results");
    table.putArray("columns").add("epoch").add("train/loss").add("metrics/accuracy");
    ArrayNode rows = table.putArray("rows");
    for (double[] result : results) {
      ArrayNode row = rows.addArray();
      for (double value : result) {
        row.add(value);
      }
    }
    return new Snapshot(
        Map.of(
            "model", List.of(tensor(weights)),
            "ema", List.of(tensor(ema)),
            "optimizer", List.of(tensor(momentum))),
        state);
  }

  @Override
  public void restore(Snapshot snapshot) {
    copy(snapshot, "model", weights);
    copy(snapshot, "ema", ema);
    copy(snapshot, "optimizer", momentum);
    epoch = snapshot.state().path("epoch").asInt();
    step = snapshot.state().path("step").asInt();
    lossSum = snapshot.state().path("lossSum").asDouble();
    bestFitness = snapshot.state().path("bestFitness").asDouble();
    results.clear();
    for (JsonNode row : snapshot.state().path("results").path("rows")) {
      double[] result = new double[row.size()];
      for (int i = 0; i < result.length; i++) {
        result[i] = row.get(i).asDouble();
      }
      results.add(result);
    }
  }

  @Override
  public void close() {}

  private static Tensor tensor(float[] values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new Tensor("parameters", Tensor.DType.F32, List.of((long) values.length), data);
  }

  private static void copy(Snapshot snapshot, String file, float[] target) {
    Tensor tensor = snapshot.files().get(file).getFirst();
    if (tensor.data().remaining() != 4 * target.length) {
      throw new TrainerException(
          TrainerException.Kind.BAD_INPUT, "the checkpoint is of another network than tiny's");
    }
    tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(target);
  }
}
