package dev.baton.worker.yolo;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.baton.worker.yolo.data.Batch;
import dev.baton.worker.yolo.loss.DetectionLoss.Loss;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Precision;
import dev.baton.worker.yolo.optim.StepRates;
import dev.baton.worker.yolo.optim.UpdateRule;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.Devices;
import dev.baton.worker.yolo.torch.TorchThread;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Measures a training step on made-up images, without loading data. */
public final class StepBenchmark {
  private static final int CLASSES = 3;
  private static final int BOXES_PER_IMAGE = 6;
  private static final int WARM_UP_STEPS = 5;
  private static final StepRates RATES = new StepRates(1e-4, 1e-4, 0.937, 1);

  private StepBenchmark() {}

  /**
   * Medians in milliseconds.
   *
   * @param forward forward pass and loss, assignment included
   * @param backward gradients
   * @param update clipping, optimizer and moving average
   * @param total the whole step
   */
  public record Result(double forward, double backward, double update, double total) {}

  /**
   * Trains {@code steps} measured steps after a few others.
   *
   * @param model a built-in model's name or a model YAML
   * @param imgsz side of the images in pixels
   * @param threads arithmetic threads of the calling thread
   * @param amp {@code fp32} or {@code bf16}
   * @throws IllegalArgumentException if there is no such precision
   */
  public static Result run(String model, int batch, int imgsz, int threads, String amp, int steps) {
    Learner.Settings settings =
        new Learner.Settings(UpdateRule.SGD, Set.of(), Precision.of(amp), Devices.CPU);
    TorchThread.prepare(threads);
    double[][] millis = new double[4][steps];
    try (Learner learner =
        new Learner(ModelYaml.of(model), CLASSES, HyperParameters.of(Map.of()), settings, 5e-4)) {
      learner.drawInitialWeights(0);
      Batch images = batch(batch, imgsz);
      for (int i = -WARM_UP_STEPS; i < steps; i++) {
        double[] phases = step(learner, images);
        for (int phase = 0; phase < phases.length && i >= 0; phase++) {
          millis[phase][i] = phases[phase];
        }
      }
    }
    return new Result(median(millis[0]), median(millis[1]), median(millis[2]), median(millis[3]));
  }

  private static double[] step(Learner learner, Batch batch) {
    try (NDManager memory = learner.memory().newSubManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      long start = System.nanoTime();
      Loss loss =
          Autograd.record(
              () -> learner.judge(Learner.image(memory, batch), Learner.targets(memory, batch)));
      loss.items().toFloatArray();
      long judged = System.nanoTime();
      Autograd.backward(loss.total());
      long learned = System.nanoTime();
      learner.optimizer().update(RATES);
      long end = System.nanoTime();
      return new double[] {
        (judged - start) / 1e6, (learned - judged) / 1e6, (end - learned) / 1e6, (end - start) / 1e6
      };
    }
  }

  /** Images of noise with boxes of middle size. */
  static Batch batch(int size, int imgsz) {
    var random = new Random(0);
    ByteBuffer images = ByteBuffer.allocateDirect(size * imgsz * imgsz * 3);
    byte[] noise = new byte[images.capacity()];
    random.nextBytes(noise);
    images.put(noise).flip();
    float[] targets = new float[6 * BOXES_PER_IMAGE * size];
    for (int i = 0; i < targets.length; i += 6) {
      targets[i] = i / 6 / BOXES_PER_IMAGE;
      targets[i + 1] = random.nextInt(CLASSES);
      targets[i + 2] = 0.3f + 0.4f * random.nextFloat();
      targets[i + 3] = 0.3f + 0.4f * random.nextFloat();
      targets[i + 4] = 0.1f + 0.4f * random.nextFloat();
      targets[i + 5] = 0.1f + 0.4f * random.nextFloat();
    }
    return new Batch(images, size, imgsz, imgsz, targets);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
