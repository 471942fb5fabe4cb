package dev.baton.worker.yolo.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.TensorBytes;
import dev.baton.worker.yolo.torch.TorchScript;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Moves a network's parameters by an {@link UpdateRule} in three groups (biases, decayed weights,
 * batch-norm weights), and the exponential moving average of everything in the network. An update
 * is one script call. Parameters without a gradient are left alone.
 *
 * <p>Gradients are the sums over the steps since the last update. One thread uses it.
 */
public final class Optimizer implements AutoCloseable {
  /** Limit of an average's memory, and how many updates it takes to get near it. */
  private static final double AVERAGE_DECAY = 0.9999;

  private static final double AVERAGE_RAMP = 2000;

  /** Lists of remembered tensors that the script takes. */
  private static final int SCRIPT_STATES = 3;

  private final TorchScript script;
  private final UpdateRule rule;
  private final double momentum;
  private final double weightDecay;
  private final Map<String, NDArray> gradients = new LinkedHashMap<>();
  private final Map<String, NDArray> states = new LinkedHashMap<>();
  private final List<IValue> lists = new ArrayList<>();
  private final NDArray count; // (1), of updates
  private long updates;

  /**
   * @param manager owner of the compiled script and the remembered tensors
   * @param network parameters and statistics of the network that is trained
   * @param average the same of the network that follows it, in the same order
   * @param momentum beta 1 of the rules that do not warm it up
   * @param weightDecay of the decayed weights, for one update
   */
  public Optimizer(
      NDManager manager,
      Collection<Parameter> network,
      Collection<Parameter> average,
      UpdateRule rule,
      double momentum,
      double weightDecay) {
    this.rule = rule;
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    count = manager.zeros(new Shape(1));
    script =
        TorchScript.load(
            manager, Optimizer.class, "optimizer_update.py", Map.of("rule", rule.name()));
    try {
      addGroup(manager, network, p -> p == Parameter.Type.BIAS || p == Parameter.Type.BETA);
      addGroup(manager, network, p -> p == Parameter.Type.WEIGHT);
      addGroup(manager, network, p -> p == Parameter.Type.GAMMA);
      lists.add(list(averaged(average)));
      lists.add(list(averaged(network)));
    } catch (RuntimeException | Error e) {
      close(); // lists keep their tensors, whoever owns these
      throw e;
    }
  }

  private void addGroup(
      NDManager manager, Collection<Parameter> network, Predicate<Parameter.Type> isMember) {
    List<NDArray> weights = new ArrayList<>();
    List<NDArray> ownGradients = new ArrayList<>();
    List<List<NDArray>> ownStates =
        Stream.generate(() -> (List<NDArray>) new ArrayList<NDArray>())
            .limit(SCRIPT_STATES)
            .toList();
    for (Parameter parameter : network) {
      if (parameter.requiresGradient() && isMember.test(parameter.getType())) {
        NDArray weight = parameter.getArray();
        weights.add(weight);
        ownGradients.add(Autograd.attachGradient(weight));
        gradients.put(parameter.getName(), ownGradients.getLast());
        for (int i = 0; i < rule.prefixes().size(); i++) {
          NDArray state = manager.zeros(weight.getShape(), weight.getDataType());
          ownStates.get(i).add(state);
          states.put(rule.prefixes().get(i) + parameter.getName(), state);
        }
      }
    }
    lists.add(list(weights));
    lists.add(list(ownGradients));
    ownStates.forEach(list -> lists.add(list(list)));
  }

  /** Everything but the counters, which an average of networks leaves alone. */
  private static List<NDArray> averaged(Collection<Parameter> parameters) {
    return parameters.stream()
        .filter(parameter -> parameter.getType() != Parameter.Type.OTHER)
        .map(Parameter::getArray)
        .toList();
  }

  private static IValue list(List<NDArray> arrays) {
    return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
  }

  /**
   * Moves the weights against their gradients, clipped to a norm of 10, zeroes the gradients and
   * lets the average follow. Gradients that are not finite change nothing.
   *
   * @return norm of all gradients before clipping
   */
  public double update(StepRates rates) {
    long next = updates + 1;
    double decay = AVERAGE_DECAY * (1 - StrictMath.exp(-next / AVERAGE_RAMP));
    double beta = rule.warmsUpMomentum() ? rates.momentum() : momentum;
    TensorBytes.write(count, new float[] {next});
    try (IValue numbers =
            IValue.listFrom(rates.bias(), rates.weight(), beta, weightDecay, 1 - decay);
        IValue counted = IValue.from((PtNDArray) count);
        IValue norm = run(counted, numbers)) {
      double before = norm.toDouble();
      updates = Double.isFinite(before) ? next : updates;
      return before;
    }
  }

  private IValue run(IValue counted, IValue numbers) {
    List<IValue> inputs = new ArrayList<>(lists);
    inputs.add(counted);
    inputs.add(numbers);
    return script.run(inputs.toArray(IValue[]::new));
  }

  /** Gives up the gradients that wait for an update. */
  public void dropGradients() {
    gradients.values().forEach(TensorBytes::clear);
  }

  /** Updates so far; they decide how much the average remembers. */
  public long updates() {
    return updates;
  }

  /** Continues the count of a restored training. */
  public void restoreUpdates(long count) {
    updates = count;
  }

  /** What the rule remembers, by the names of the parameters behind the rule's own prefixes. */
  public Map<String, NDArray> states() {
    return states;
  }

  /** Gradients accumulated since the last update, by the names of their parameters. */
  public Map<String, NDArray> gradients() {
    return gradients;
  }

  @Override
  public void close() {
    lists.forEach(IValue::close);
  }
}
