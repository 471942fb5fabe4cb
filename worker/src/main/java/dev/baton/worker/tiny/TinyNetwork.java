package dev.baton.worker.tiny;

/** Two inputs, two hidden layers of 12 and 16 units with tanh, one logit: 261 parameters. */
final class TinyNetwork {
  private static final int IN = 2;
  private static final int FIRST = 12;
  private static final int SECOND = 16;
  private static final int W2 = FIRST * (IN + 1);
  private static final int W3 = W2 + SECOND * (FIRST + 1);

  /** Weights and biases, layer by layer, each unit's bias last. */
  static final int PARAMETERS = W3 + SECOND + 1;

  private TinyNetwork() {}

  static double probability(float[] weights, Spirals.Sample sample) {
    return sigmoid(forward(weights, input(sample)).logit());
  }

  /** Adds {@code scale} times the gradients of the binary cross-entropy, and returns the loss. */
  static double lossAndGradients(
      float[] weights, Spirals.Sample sample, float[] gradients, float scale) {
    double[] input = input(sample);
    Activations a = forward(weights, input);
    double target = sample.isSecond() ? 1 : 0;
    double probability = sigmoid(a.logit());
    double dLogit = (probability - target) * scale;
    double[] dSecond = new double[SECOND];
    for (int j = 0; j < SECOND; j++) {
      gradients[W3 + j] += (float) (dLogit * a.second()[j]);
      dSecond[j] = dLogit * weights[W3 + j] * (1 - a.second()[j] * a.second()[j]);
    }
    gradients[W3 + SECOND] += (float) dLogit;
    double[] dFirst = layerGradients(weights, gradients, W2, a.first(), dSecond);
    for (int i = 0; i < FIRST; i++) {
      dFirst[i] *= 1 - a.first()[i] * a.first()[i];
    }
    layerGradients(weights, gradients, 0, input, dFirst);
    double clamped = Math.min(Math.max(probability, 1e-12), 1 - 1e-12);
    return -StrictMath.log(sample.isSecond() ? clamped : 1 - clamped);
  }

  private record Activations(double[] first, double[] second, double logit) {}

  private static double[] input(Spirals.Sample sample) {
    return new double[] {2 * sample.x(), 2 * sample.y()};
  }

  private static Activations forward(float[] weights, double[] input) {
    double[] first = layer(weights, 0, input, FIRST);
    double[] second = layer(weights, W2, first, SECOND);
    double logit = weights[W3 + SECOND];
    for (int j = 0; j < SECOND; j++) {
      logit += weights[W3 + j] * second[j];
    }
    return new Activations(first, second, logit);
  }

  private static double[] layer(float[] weights, int offset, double[] input, int units) {
    double[] output = new double[units];
    for (int unit = 0; unit < units; unit++) {
      int row = offset + unit * (input.length + 1);
      double sum = weights[row + input.length];
      for (int i = 0; i < input.length; i++) {
        sum += weights[row + i] * input[i];
      }
      output[unit] = StrictMath.tanh(sum);
    }
    return output;
  }

  /** Adds the gradients of a layer's weights and returns those of its input. */
  private static double[] layerGradients(
      float[] weights, float[] gradients, int offset, double[] input, double[] dOutput) {
    double[] dInput = new double[input.length];
    for (int unit = 0; unit < dOutput.length; unit++) {
      int row = offset + unit * (input.length + 1);
      for (int i = 0; i < input.length; i++) {
        gradients[row + i] += (float) (dOutput[unit] * input[i]);
        dInput[i] += dOutput[unit] * weights[row + i];
      }
      gradients[row + input.length] += (float) dOutput[unit];
    }
    return dInput;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }
}
