package dev.baton.worker.yolo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.baton.worker.yolo.loss.DetectionLoss;
import dev.baton.worker.yolo.loss.DetectionLoss.Loss;
import dev.baton.worker.yolo.loss.Targets;
import dev.baton.worker.yolo.model.LayerScripts;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.optim.Optimizer;
import dev.baton.worker.yolo.optim.UpdateRule;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.DoublePrecision;
import dev.baton.worker.yolo.vectors.HashFill;
import java.util.LinkedHashMap;
import java.util.Map;

/** A {@link Learner} in double precision, filled with the numbers of the vectors; SGD. */
final class DoubleLearner implements AutoCloseable {
  private final NDManager memory = TorchThread.newManager();
  private final Network network;
  private final Network average;
  private final DetectionLoss loss = new DetectionLoss(memory, 1, 0);
  private final Optimizer optimizer;

  DoubleLearner(ModelYaml yaml, int classes) {
    LayerScripts scripts = new LayerScripts(memory);
    network = filled(yaml, classes, scripts);
    average = filled(yaml, classes, scripts);
    average.freezeParameters(true);
    optimizer =
        new Optimizer(
            memory,
            network.state().values(),
            average.state().values(),
            UpdateRule.SGD,
            0.937,
            5e-4);
  }

  private Network filled(ModelYaml yaml, int classes, LayerScripts scripts) {
    Network filled = Network.build(yaml, classes, scripts, memory);
    HashFill.fill(filled);
    DoublePrecision.widen(filled);
    return filled;
  }

  /** The image of a name, with its channels first. */
  NDArray image(NDManager manager, String name, Shape shape) {
    return HashFill.array(manager, name, shape).toType(DataType.FLOAT64, false);
  }

  /**
   * Adds the gradients of a batch.
   *
   * @param image (B, 3, H, W)
   * @return total loss, then box, cls, dfl
   */
  double[] learn(NDArray image, float... targets) {
    Shape shape = image.getShape();
    Targets boxes =
        Targets.of(
            image.getManager(),
            targets,
            (int) shape.get(0),
            (int) shape.get(2),
            (int) shape.get(3));
    Targets wide = new Targets(boxes.classes(), boxes.boxesXyxy().toType(DataType.FLOAT64, false));
    Loss judged = Autograd.record(() -> loss.of(network.rawMaps(image, true), wide));
    Autograd.backward(judged.total());
    double[] items = judged.items().toDoubleArray();
    return new double[] {judged.total().getDouble(), items[0], items[1], items[2]};
  }

  /** {@link #learn(NDArray, float...)} with the image of a name. */
  double[] learn(String image, Shape shape, float... targets) {
    try (NDManager step = memory.newSubManager()) {
      return learn(image(step, image, shape), targets);
    }
  }

  /** Copies of a network's floating tensors. */
  static Map<String, double[]> values(Network network) {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (Parameter parameter : network.state().values()) {
      if (parameter.getType() != Parameter.Type.OTHER) {
        values.put(parameter.getName(), parameter.getArray().toDoubleArray());
      }
    }
    return values;
  }

  Network network() {
    return network;
  }

  Network average() {
    return average;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  @Override
  public void close() {
    optimizer.close();
    memory.close();
  }
}
