package dev.baton.worker.yolo.vectors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.baton.worker.yolo.VectorNumbers;
import dev.baton.worker.yolo.model.InitialWeights;
import dev.baton.worker.yolo.model.LayerScripts;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TensorBytes;
import java.util.function.DoubleUnaryOperator;

/**
 * Tensors filled with {@link VectorNumbers}, from which two independent implementations computed
 * the expected values of these tests.
 */
public final class HashFill {

  private HashFill() {}

  /** Builds and fills a network in single precision. */
  public static Network network(String cfg, int classes, NDManager manager) {
    Network network = Network.build(ModelYaml.of(cfg), classes, new LayerScripts(manager), manager);
    InitialWeights.fill(network, 0); // for the constants of the DFL
    fill(network);
    return network;
  }

  /** {@code count} numbers in [0, 1). */
  public static double[] unit(String name, int count) {
    VectorNumbers numbers = new VectorNumbers(name);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = numbers.at(i);
    }
    return values;
  }

  /** An array of {@link #unit} numbers. */
  public static NDArray array(NDManager manager, String name, Shape shape) {
    return manager.create(floats(unit(name, (int) shape.size()), x -> x), shape);
  }

  /** A raw map of the loss vectors: (2u − 1)·4, with 2 subtracted from the class channels. */
  public static NDArray rawMap(NDManager manager, String name, Shape shape) {
    float[] values = floats(unit(name, (int) shape.size()), x -> (2 * x - 1) * 4);
    int cells = (int) (shape.get(2) * shape.get(3));
    for (int i = 0; i < values.length; i++) {
      if (i / cells % shape.get(1) >= 64) {
        values[i] = (float) ((double) values[i] - 2);
      }
    }
    return manager.create(values, shape);
  }

  /** Fills every floating tensor but the DFL's constants. */
  public static void fill(Network network) {
    for (Parameter parameter : network.state().values()) {
      String name = parameter.getName();
      if (parameter.getType() == Parameter.Type.OTHER || name.contains(".dfl")) {
        continue;
      }
      Shape shape = parameter.getShape();
      double[] u = unit(name, (int) shape.size());
      TensorBytes.write(parameter.getArray(), values(parameter, shape, u));
    }
  }

  /** In the order of the specification's operations: the last bit matters, networks amplify it. */
  private static float[] values(Parameter parameter, Shape shape, double[] u) {
    return switch (parameter.getType()) {
      case WEIGHT -> {
        double bound = Math.sqrt(3.0 / (shape.size() / shape.get(0)));
        yield floats(u, x -> (2 * x - 1) * 1.6 * bound);
      }
      case GAMMA, RUNNING_VAR -> floats(u, x -> 0.8 + 0.4 * x);
      default -> floats(u, x -> (2 * x - 1) * 0.1);
    };
  }

  private static float[] floats(double[] u, DoubleUnaryOperator of) {
    float[] values = new float[u.length];
    for (int i = 0; i < u.length; i++) {
      values[i] = (float) of.applyAsDouble(u[i]);
    }
    return values;
  }
}
