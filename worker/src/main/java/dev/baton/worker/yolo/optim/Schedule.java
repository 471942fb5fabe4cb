package dev.baton.worker.yolo.optim;

/**
 * Learning rates, momentum and accumulation at any step: a pure function, so a resumed training
 * needs no state for it.
 *
 * <p>As in the reference, an epoch after warm-up uses the curve's value of the epoch before it, and
 * the last values of warm-up hold to the end of their epoch.
 *
 * @param curve how the rate falls over the epochs
 * @param initialRate {@code lr0}
 * @param lastFactor {@code lrf}: the last rate as part of the first
 * @param momentum after warm-up
 * @param warmup its epochs, and what it starts from
 * @param epochs of the whole training
 * @param stepsPerEpoch batches in an epoch
 * @param batch images in a step
 * @param nominalBatch {@code nbs}: images in an update, as nearly as whole batches allow
 */
public record Schedule(
    RateCurve curve,
    double initialRate,
    double lastFactor,
    double momentum,
    Warmup warmup,
    int epochs,
    int stepsPerEpoch,
    int batch,
    int nominalBatch) {
  private static final int LEAST_WARMUP_STEPS = 100;

  /**
   * Where the first steps begin.
   *
   * @param epochs how long it takes, but at least {@value Schedule#LEAST_WARMUP_STEPS} steps
   * @param momentum {@code warmup_momentum}
   * @param biasRate {@code warmup_bias_lr}; all other rates begin at 0
   */
  public record Warmup(double epochs, double momentum, double biasRate) {}

  /**
   * The rates of one step.
   *
   * @param epoch from 0
   * @param step in the epoch, from 0
   */
  public StepRates at(int epoch, int step) {
    long iteration = iteration(epoch, step);
    long warmupSteps = warmupSteps();
    if (iteration(epoch, 0) <= warmupSteps) {
      return warmingUp(epoch, Math.min(iteration, warmupSteps));
    }
    double rate = initialRate * factor(Math.max(epoch - 1, 0));
    return new StepRates(rate, rate, momentum, accumulate());
  }

  /** Steps since the training began. */
  public long iteration(int epoch, int step) {
    return step + (long) stepsPerEpoch * epoch;
  }

  /**
   * Iteration of the last update of the first epochs, which follows from what they accumulate; −1
   * where they have none.
   */
  public long lastUpdate(int finishedEpochs) {
    long last = -1;
    for (int epoch = 0; epoch < finishedEpochs; epoch++) {
      for (int step = 0; step < stepsPerEpoch; step++) {
        long iteration = iteration(epoch, step);
        if (iteration - last >= at(epoch, step).accumulate()) {
          last = iteration;
        }
      }
    }
    return last;
  }

  /**
   * Weight decay of an update. It grows with the images in it, since the gradients are summed.
   *
   * @param perNominalBatch {@code weight_decay}
   */
  public double weightDecay(double perNominalBatch) {
    return perNominalBatch * batch * accumulate() / nominalBatch;
  }

  private StepRates warmingUp(int epoch, long iteration) {
    double target = initialRate * factor(epoch);
    return new StepRates(
        between(warmup.biasRate, target, iteration),
        between(0, target, iteration),
        between(warmup.momentum, momentum, iteration),
        roundedAtLeastOne(between(1, (double) nominalBatch / batch, iteration)));
  }

  private long warmupSteps() {
    return Math.max((long) Math.rint(warmup.epochs * stepsPerEpoch), LEAST_WARMUP_STEPS);
  }

  private int accumulate() {
    return roundedAtLeastOne((double) nominalBatch / batch);
  }

  private double factor(int epoch) {
    return curve.factor(epoch, epochs, lastFactor);
  }

  private double between(double first, double last, long iteration) {
    return first + (last - first) * iteration / warmupSteps();
  }

  private static int roundedAtLeastOne(double value) {
    return (int) Math.max(1, Math.rint(value));
  }
}
