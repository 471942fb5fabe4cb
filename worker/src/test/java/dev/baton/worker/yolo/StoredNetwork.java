package dev.baton.worker.yolo;

import ai.djl.ndarray.NDArray;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TensorBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A network in a file of weights. */
final class StoredNetwork {
  private StoredNetwork() {}

  /** Writes {@code file}, a .safetensors without metadata. */
  static Path write(Network network, Path file) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    network.state().forEach((name, parameter) -> tensors.add(tensor(name, parameter.getArray())));
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(tensors, Map.of(), out);
    }
    return file;
  }

  private static Tensor tensor(String name, NDArray array) {
    DType type = name.endsWith("num_batches_tracked") ? DType.I64 : DType.F32;
    ByteBuffer bytes =
        ByteBuffer.allocate((int) array.size() * type.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    TensorBytes.read(array, bytes);
    List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
    return new Tensor(name, type, shape, bytes.flip());
  }
}
