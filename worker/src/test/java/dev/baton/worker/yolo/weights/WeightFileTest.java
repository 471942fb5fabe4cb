package dev.baton.worker.yolo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainerException.Kind;
import dev.baton.worker.yolo.model.InitialWeights;
import dev.baton.worker.yolo.model.LayerScripts;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TensorBytes;
import dev.baton.worker.yolo.torch.TorchThread;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFileTest {
  @TempDir Path folder;
  private NDManager manager;

  @BeforeEach
  void openManager() {
    TorchThread.prepare(1);
    manager = TorchThread.newManager();
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  private Network network(int classes, long seed) {
    Network network =
        Network.build(ModelYaml.of("gelan-t"), classes, new LayerScripts(manager), manager);
    InitialWeights.fill(network, seed);
    return network;
  }

  private WeightFile stored(List<Tensor> tensors) throws IOException {
    Path file = folder.resolve("weights.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(tensors, Map.of(), out);
    }
    return WeightFile.open(file);
  }

  private static List<Tensor> tensors(Network network) {
    List<Tensor> tensors = new ArrayList<>();
    for (Parameter parameter : network.state().values()) {
      boolean isCounter = parameter.getType() == Parameter.Type.OTHER;
      DType dtype = isCounter ? DType.I64 : DType.F32;
      List<Long> shape = Arrays.stream(parameter.getShape().getShape()).boxed().toList();
      ByteBuffer data =
          ByteBuffer.allocate((int) parameter.getShape().size() * dtype.sizeBytes())
              .order(ByteOrder.LITTLE_ENDIAN);
      TensorBytes.read(parameter.getArray(), data);
      tensors.add(new Tensor(parameter.getName(), dtype, shape, data.flip()));
    }
    return tensors;
  }

  private static float[] values(Network network, String name) {
    return network.state().get(name).getArray().toFloatArray();
  }

  @Test
  void weightsOfTheSameModelAreCopiedWhole() throws IOException {
    Network trained = network(3, 1);
    Network fresh = network(3, 2);

    Transfer transfer = stored(tensors(trained)).transferTo(fresh);

    assertThat(transfer).hasToString("1339 of 1339 tensors");
    assertThat(values(fresh, "model.4.cv1.conv.weight"))
        .isEqualTo(values(trained, "model.4.cv1.conv.weight"));
  }

  /** In gelan-t the class towers' width follows the number of classes, so they stay too. */
  @Test
  void withOtherClassesTheRestIsCopiedAndTheClassOutputsStay() throws IOException {
    Network trained = network(80, 1);
    Network fresh = network(3, 2);
    float[] drawn = values(fresh, "model.22.cv3.0.2.bias");

    Transfer transfer = stored(tensors(trained)).transferTo(fresh);

    assertThat(transfer.copied()).isBetween(1200, 1338);
    assertThat(transfer.toString())
        .contains(
            "model.22.cv3.0.0.conv.weight is [128, 64, 3, 3] in the file, [64, 64, 3, 3] here");
    assertThat(values(fresh, "model.22.cv3.0.2.bias")).isEqualTo(drawn);
    assertThat(values(fresh, "model.0.conv.weight"))
        .isEqualTo(values(trained, "model.0.conv.weight"));
  }

  @Test
  void halfPrecisionIsWidened() throws IOException {
    ByteBuffer half = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 16; i++) {
      half.putShort(Float.floatToFloat16(i / 4f));
    }
    Network fresh = network(3, 2);

    Tensor tensor = new Tensor("model.0.bn.weight", DType.F16, List.of(16L), half.flip());
    stored(List.of(tensor)).transferTo(fresh);

    assertThat(values(fresh, "model.0.bn.weight")).startsWith(0, 0.25f, 0.5f);
  }

  @Test
  void aFileOfAnotherModelIsRefusedByItsTensors() {
    WeightFile file = WeightFile.open(TorchFixture.stored("state-dict.pt"));

    assertRefused(
        Kind.BAD_INPUT,
        () -> file.transferTo(network(3, 0)),
        "no tensor of",
        "model.0.conv.weight [16, 3, 3, 3] is not in the file",
        "and 1336 more");
  }

  @Test
  void aMissingFileMayBeOnAnotherMachine() {
    assertRefused(
        Kind.DATA_NOT_VISIBLE,
        () -> WeightFile.open(folder.resolve("nowhere.pt")),
        "nowhere.pt is not there");
  }

  @Test
  void whatIsNoFileOfWeightsIsRefused() throws IOException {
    Path pt = Files.writeString(folder.resolve("a.pt"), "hello");
    Path safetensors = Files.writeString(folder.resolve("a.safetensors"), "hello");

    assertRefused(Kind.BAD_INPUT, () -> WeightFile.open(pt).tensors(), "a.pt: it is no archive");
    assertRefused(
        Kind.BAD_INPUT, () -> WeightFile.open(safetensors).tensors(), "a.safetensors: not safe");
    assertRefused(
        Kind.BAD_INPUT, () -> WeightFile.requireKnown("a.onnx"), "a .safetensors or a .pt file");
  }

  private static void assertRefused(Kind kind, Runnable use, String... parts) {
    assertThatThrownBy(use::run)
        .isInstanceOfSatisfying(TrainerException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContainingAll(parts);
  }
}
