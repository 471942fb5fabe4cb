package org.example.digits;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * 64 pixels, one hidden layer with tanh, ten logits; trained by SGD with momentum. Gradients are
 * written out, so nothing but plain DJL is needed. Owns its memory: close it.
 */
final class Perceptron implements AutoCloseable {
  private static final int HIDDEN = 32;
  private static final float MOMENTUM = 0.9f;

  private static final Map<String, Shape> SHAPES = shapes();

  private final NDManager memory = TorchThread.newManager();
  private final Map<String, NDArray> weights = new LinkedHashMap<>();
  private final Map<String, NDArray> momenta = new LinkedHashMap<>();

  /** With weights drawn from {@code seed}, in ±1/√inputs, and momenta of zero. */
  Perceptron(long seed) {
    int parameter = 0;
    for (Map.Entry<String, Shape> entry : SHAPES.entrySet()) {
      NDArray weight = memory.zeros(entry.getValue());
      weights.put(entry.getKey(), weight);
      momenta.put(entry.getKey(), memory.zeros(entry.getValue()));
      if (entry.getKey().endsWith("weight")) {
        overwrite(weight, drawn(seed, parameter, entry.getValue()));
      }
      parameter++;
    }
  }

  private static Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("hidden.weight", new Shape(Digits.PIXELS, HIDDEN));
    shapes.put("hidden.bias", new Shape(HIDDEN));
    shapes.put("output.weight", new Shape(HIDDEN, Digits.CLASSES));
    shapes.put("output.bias", new Shape(Digits.CLASSES));
    return shapes;
  }

  private static float[] drawn(long seed, int parameter, Shape shape) {
    float[] values = new float[(int) shape.size()];
    double bound = 1 / StrictMath.sqrt(shape.get(0));
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * Draws.uniform(seed, -1, parameter, i) - 1));
    }
    return values;
  }

  /** Parameters by name; written to by {@link #train}. */
  Map<String, NDArray> weights() {
    return weights;
  }

  /** Of each parameter, by its name; written to by {@link #train}. */
  Map<String, NDArray> momenta() {
    return momenta;
  }

  /** Writes in place: {@code NDArray.set} would make the array share memory with the buffer. */
  void overwrite(NDArray array, float[] values) {
    try (NDArray copy = memory.create(values, array.getShape())) {
      copy.copyTo(array);
    }
  }

  /** Arrays that are open, whether or not they are needed. */
  int openArrays() {
    return memory.getManagedArrays().size();
  }

  /** One step of SGD on the mean cross-entropy, which is returned. */
  double train(Digits.Batch batch, double learningRate) {
    try (NDManager step = memory.newSubManager()) {
      NDArray x = step.create(batch.pixels(), new Shape(batch.size(), Digits.PIXELS));
      NDArray hidden = hidden(x); // (B, H)
      NDArray probabilities = probabilities(hidden); // (B, 10)
      float[] targets = new float[batch.size() * Digits.CLASSES];
      for (int i = 0; i < batch.size(); i++) {
        targets[i * Digits.CLASSES + batch.digits()[i]] = 1;
      }
      NDArray dLogits =
          probabilities
              .sub(step.create(targets, probabilities.getShape()))
              .div(batch.size()); // (B, 10)
      NDArray output = weights.get("output.weight").duplicate();
      output.attach(step);
      NDArray dHidden =
          dLogits.matMul(output.transpose()).mul(hidden.mul(hidden).neg().add(1)); // (B, H)
      double loss = meanCrossEntropy(probabilities.toFloatArray(), batch.digits());
      update("output.weight", hidden.transpose().matMul(dLogits), learningRate);
      update("output.bias", dLogits.sum(new int[] {0}), learningRate);
      update("hidden.weight", x.transpose().matMul(dHidden), learningRate);
      update("hidden.bias", dHidden.sum(new int[] {0}), learningRate);
      return loss;
    }
  }

  /** How many pictures of {@code batch} are recognised. */
  int countRight(Digits.Batch batch) {
    try (NDManager scope = memory.newSubManager()) {
      NDArray x = scope.create(batch.pixels(), new Shape(batch.size(), Digits.PIXELS));
      long[] guesses = probabilities(hidden(x)).argMax(1).toLongArray();
      int right = 0;
      for (int i = 0; i < guesses.length; i++) {
        right += guesses[i] == batch.digits()[i] ? 1 : 0;
      }
      return right;
    }
  }

  private NDArray hidden(NDArray x) {
    return x.matMul(weights.get("hidden.weight")).add(weights.get("hidden.bias")).tanh();
  }

  private NDArray probabilities(NDArray hidden) {
    return hidden.matMul(weights.get("output.weight")).add(weights.get("output.bias")).softmax(-1);
  }

  private void update(String name, NDArray gradient, double learningRate) {
    NDArray momentum = momenta.get(name);
    momentum.muli(MOMENTUM).addi(gradient);
    // A result belongs to the manager of its first operand, here the network's own.
    try (NDArray change = momentum.mul((float) learningRate)) {
      weights.get(name).subi(change);
    }
  }

  private static double meanCrossEntropy(float[] probabilities, int[] digits) {
    double sum = 0;
    for (int i = 0; i < digits.length; i++) {
      float probability = probabilities[i * Digits.CLASSES + digits[i]];
      sum -= StrictMath.log(Math.max(probability, Float.MIN_NORMAL));
    }
    return sum / digits.length;
  }

  @Override
  public void close() {
    memory.close();
  }
}
