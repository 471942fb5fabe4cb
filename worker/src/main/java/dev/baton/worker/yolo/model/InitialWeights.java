package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.baton.worker.yolo.torch.TensorBytes;
import java.util.Arrays;
import java.util.List;

/**
 * The weights of a network that has not been trained: bit for bit those that the reference draws
 * from the same seed, including what its measuring of the strides leaves in the batch statistics.
 */
public final class InitialWeights {
  /** Side of the zero image with which the reference measures strides. */
  private static final int PROBE_SIDE = 256;

  /** Objects that an image of 640 px is expected to hold, spread over the anchor points. */
  private static final double EXPECTED_OBJECTS = 5;

  private static final double EXPECTED_SIDE = 640;

  private InitialWeights() {}

  /** Fills {@code network}; {@link #roundToHalf} comes after its EMA has been copied from it. */
  public static void fill(Network network, long seed) {
    var random = new MersenneTwister(seed);
    double fanIn = 1;
    for (Parameter parameter : network.state().values()) {
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        Shape shape = parameter.getShape(); // (Cout, Cin/groups, k, k); a bias follows its weight
        fanIn = shape.size() / shape.get(0);
        uniform(random, parameter.getArray(), weightBound(fanIn));
      } else if (parameter.getType() == Parameter.Type.BIAS) {
        uniform(random, parameter.getArray(), 1 / Math.sqrt(fanIn));
      } else if (parameter.getType() == Parameter.Type.GAMMA
          || parameter.getType() == Parameter.Type.RUNNING_VAR) {
        constant(parameter, 1);
      }
    }
    DetectionHead head = network.head();
    head.distances().forEach(dfl -> TensorBytes.write(dfl.bins().getArray(), bins()));
    probeStrides(network);
    head.boxBiases().forEach(bias -> constant(bias, 1));
    fillClassBiases(head.classBiases(), network.classes());
  }

  /** Kaiming-uniform bound with a = √5, in PyTorch's own order of operations. */
  private static double weightBound(double fanIn) {
    double slope = Math.sqrt(5);
    double gain = Math.sqrt(2 / (1 + slope * slope));
    return Math.sqrt(3) * (gain / Math.sqrt(fanIn));
  }

  /** Uniform in ±bound, as PyTorch fills: 24 random bits an element, the product in double. */
  private static void uniform(MersenneTwister random, NDArray array, double bound) {
    float low = (float) -bound;
    float range = (float) bound - low;
    float[] values = new float[Math.toIntExact(array.size())];
    for (int i = 0; i < values.length; i++) {
      double x = (random.next() & 0xffffff) / (double) (1 << 24);
      values[i] = (float) (x * range + low);
    }
    TensorBytes.write(array, values);
  }

  private static float[] bins() {
    float[] bins = new float[Dfl.REG_MAX];
    for (int i = 0; i < bins.length; i++) {
      bins[i] = i;
    }
    return bins;
  }

  /** A training pass over zeros: most running variances become 0.9, every counter 1. */
  private static void probeStrides(Network network) {
    NDManager owner = network.state().values().iterator().next().getArray().getManager();
    try (NDManager manager = owner.newSubManager()) {
      NDArray zeros = manager.zeros(new Shape(1, 3, PROBE_SIDE, PROBE_SIDE));
      network.scripts().underConstruction(() -> network.rawMaps(zeros, true));
    }
  }

  private static void fillClassBiases(List<Parameter> biases, int classes) {
    for (int i = 0; i < biases.size(); i++) {
      double side = EXPECTED_SIDE / Network.STRIDES.get(i % DetectionHead.LEVELS);
      double anchors = side * side;
      constant(biases.get(i), (float) StrictMath.log(EXPECTED_OBJECTS / classes / anchors));
    }
  }

  /**
   * Rounds all weights and statistics to half precision and back, as the reference does once before
   * it trains.
   */
  public static void roundToHalf(Network network) {
    for (Parameter parameter : network.state().values()) {
      if (parameter.getType() != Parameter.Type.OTHER) {
        float[] values = TensorBytes.floats(parameter.getArray());
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
        }
        TensorBytes.write(parameter.getArray(), values);
      }
    }
  }

  private static void constant(Parameter parameter, float value) {
    float[] values = new float[Math.toIntExact(parameter.getShape().size())];
    Arrays.fill(values, value);
    TensorBytes.write(parameter.getArray(), values);
  }
}
