package dev.baton.worker.yolo.export;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.baton.worker.yolo.model.BoxDecoder;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.vectors.HashFill;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Networks whose outputs differ from place to place, so that a wrong wire would show. */
public final class LivelyNetwork {
  public static final int CLASSES = 3;

  private LivelyNetwork() {}

  /** One model of each kind, with the damping that it needs: arguments of {@link #of}. */
  static Stream<Arguments> models() {
    return Stream.of(
        arguments("gelan-t", 1.2f),
        arguments("gelan-m", 1f),
        arguments("gelan-c", 1.2f),
        arguments("gelan", 1.5f),
        arguments("gelan-e", 1.7f),
        arguments("yolov9-t", 1.2f));
  }

  /**
   * A network of the test vectors' weights.
   *
   * @param damping by which variances are multiplied, so that a deep network neither explodes nor
   *     fades
   */
  public static Network of(String cfg, float damping, NDManager manager) {
    Network network = HashFill.network(cfg, CLASSES, manager);
    for (Parameter parameter : network.state().values()) {
      if (parameter.getType() == Parameter.Type.RUNNING_VAR) {
        parameter.getArray().muli(damping);
      }
    }
    return network;
  }

  /** The network's own boxes and scores, (B, 4 + C, A). */
  static NDArray decoded(Network network, NDArray image) {
    return BoxDecoder.decode(network, network.rawMaps(image, false));
  }

  /** How far the scores of one class differ between places. */
  static float spread(NDArray decoded) {
    NDArray scores = decoded.get("0, 4"); // (A)
    return scores.max().sub(scores.min()).getFloat();
  }
}
