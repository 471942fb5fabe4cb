package dev.baton.cli.predict;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import dev.baton.worker.yolo.model.InitialWeights;
import dev.baton.worker.yolo.model.LayerScripts;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TensorBytes;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.weights.ModelCard;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weights of an untrained gelan-t that sees objects everywhere: small ones of class 0, larger and
 * likelier ones of class 1.
 */
public final class EagerWeights {
  private static final int CLASSES = 2;

  private EagerWeights() {}

  /** Writes a .safetensors file that says what {@code card} does, and its model. */
  public static Path write(Path file, ModelCard card) throws IOException {
    ModelYaml model = ModelYaml.of("gelan-t");
    TorchThread.prepare(1);
    List<Tensor> tensors = new ArrayList<>();
    try (NDManager memory = TorchThread.newManager()) {
      Network network = Network.build(model, CLASSES, new LayerScripts(memory), memory);
      InitialWeights.fill(network, 1);
      network.state().values().forEach(parameter -> tensors.add(tensor(parameter)));
    }
    try (InputStream stream =
        Safetensors.write(tensors, card.withCfg(model.text()).toMetadata()).open()) {
      Files.copy(stream, file);
    }
    return file;
  }

  private static Tensor tensor(Parameter parameter) {
    boolean isCounter = parameter.getType() == Parameter.Type.OTHER;
    DType type = isCounter ? DType.I64 : DType.F32;
    ByteBuffer bytes =
        ByteBuffer.allocate((int) parameter.getShape().size() * type.sizeBytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    TensorBytes.read(parameter.getArray(), bytes);
    if (parameter.getName().endsWith("cv3.0.2.bias")) {
      bytes.putFloat(0, 0).putFloat(4, -3);
    } else if (parameter.getName().endsWith("cv3.1.2.bias")) {
      bytes.putFloat(0, -3).putFloat(4, 1);
    }
    List<Long> shape = Arrays.stream(parameter.getShape().getShape()).boxed().toList();
    return new Tensor(parameter.getName(), type, shape, bytes.flip());
  }
}
