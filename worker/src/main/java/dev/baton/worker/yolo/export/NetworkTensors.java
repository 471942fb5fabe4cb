package dev.baton.worker.yolo.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** The tensors of a network in Java's memory. */
final class NetworkTensors {

  private NetworkTensors() {}

  /** Copies of all tensors, in the order of the public checkpoints. */
  static List<Tensor> copy(Network network) {
    return network.state().values().stream().map(NetworkTensors::copy).toList();
  }

  private static Tensor copy(Parameter parameter) {
    NDArray array = parameter.getArray();
    DType type = array.getDataType() == DataType.INT64 ? DType.I64 : DType.F32;
    ByteBuffer data =
        ByteBuffer.allocate(Math.toIntExact(array.size() * type.sizeBytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    TensorBytes.read(array, data);
    List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
    return new Tensor(parameter.getName(), type, shape, data.flip());
  }
}
