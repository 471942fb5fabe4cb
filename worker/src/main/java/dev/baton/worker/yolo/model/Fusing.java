package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import dev.baton.worker.yolo.torch.TensorBytes;
import dev.baton.worker.yolo.torch.TensorLists;
import java.util.List;
import java.util.Map;

/**
 * Folds batch norms into the convolutions before them, and the two branches of a {@link RepConvN}
 * into one (RepVGG, Ding et al. 2021, arXiv:2101.03697, section 3.3). Computed in double, and
 * rounded once where the network is of single precision.
 */
final class Fusing {
  private static final String WEIGHT = ".conv.weight";
  private static final String BIAS = ".conv.bias";

  /** Where the 1×1 kernel stands in a 3×3 kernel, row-major. */
  private static final int CENTRE = 4;

  private static final int KERNEL = 9;

  private final Map<String, Parameter> trained;

  /**
   * A convolution with bias.
   *
   * @param weight (Cout, Cin/groups, k, k), row-major
   * @param bias (Cout)
   */
  private record Convolution(double[] weight, double[] bias) {

    /** This 3×3 convolution plus a 1×1 convolution of the same input. */
    Convolution plus(Convolution narrow) {
      double[] sum = weight.clone();
      for (int i = 0; i < narrow.weight.length; i++) {
        sum[KERNEL * i + CENTRE] += narrow.weight[i];
      }
      double[] biases = bias.clone();
      for (int i = 0; i < biases.length; i++) {
        biases[i] += narrow.bias[i];
      }
      return new Convolution(sum, biases);
    }
  }

  private Fusing(Map<String, Parameter> trained) {
    this.trained = trained;
  }

  /**
   * Fills a network of the same precision.
   *
   * @param trained state of a network of the same YAML, fused or not
   */
  static void fill(Network fused, Map<String, Parameter> trained) {
    Fusing fusing = new Fusing(trained);
    for (String name : fused.state().keySet()) {
      NDArray target = fused.state().get(name).getArray();
      if (name.endsWith(WEIGHT) && fusing.isUnit(name)) {
        String unit = name.substring(0, name.length() - WEIGHT.length());
        Convolution convolution = fusing.convolution(unit);
        TensorBytes.write(target, convolution.weight());
        TensorBytes.write(fused.state().get(unit + BIAS).getArray(), convolution.bias());
      } else if (trained.containsKey(name)) {
        TensorLists.copy(List.of(trained.get(name).getArray()), List.of(target));
      }
    }
  }

  /**
   * Whether a weight belongs to a convolution unit, not to a convolution that has no batch norm.
   */
  private boolean isUnit(String weight) {
    String unit = weight.substring(0, weight.length() - WEIGHT.length());
    return !trained.containsKey(weight) || trained.containsKey(unit + ".bn.weight");
  }

  private Convolution convolution(String unit) {
    return trained.containsKey(unit + WEIGHT)
        ? normalised(unit)
        : normalised(unit + ".conv1").plus(normalised(unit + ".conv2"));
  }

  private Convolution normalised(String unit) {
    double[] weight = values(unit + WEIGHT);
    double[] gamma = values(unit + ".bn.weight");
    double[] beta = values(unit + ".bn.bias");
    double[] mean = values(unit + ".bn.running_mean");
    double[] variance = values(unit + ".bn.running_var");
    double[] scaled = new double[weight.length];
    double[] bias = new double[gamma.length];
    int perChannel = weight.length / gamma.length;
    for (int channel = 0; channel < gamma.length; channel++) {
      double scale = gamma[channel] / Math.sqrt(variance[channel] + BatchNorm.TRAINED.epsilon());
      for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
        scaled[i] = weight[i] * scale;
      }
      bias[channel] = beta[channel] - mean[channel] * scale;
    }
    return new Convolution(scaled, bias);
  }

  private double[] values(String name) {
    return TensorBytes.doubles(trained.get(name).getArray());
  }
}
