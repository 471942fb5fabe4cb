package dev.baton.worker.yolo.vectors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import dev.baton.worker.yolo.model.Network;

/** Networks in double precision, where rounding hides no mistake. */
public final class DoublePrecision {

  private DoublePrecision() {}

  /** Widens every floating tensor. To be called before an optimizer is made. */
  public static void widen(Network network) {
    for (Parameter parameter : network.state().values()) {
      NDArray single = parameter.getArray();
      if (single.getDataType() == DataType.FLOAT32) {
        try (NDArray wide = single.toType(DataType.FLOAT64, true)) {
          NDManager manager = single.getManager();
          parameter.close();
          parameter.initialize(manager, DataType.FLOAT64);
          wide.copyTo(parameter.getArray());
          parameter.getArray().setName(null); // as Network does: scripts take no names with dots
        }
      }
    }
  }
}
