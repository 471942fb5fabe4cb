package dev.baton.worker.yolo.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.export.WeightExport.Change;
import dev.baton.worker.yolo.export.WeightExport.Format;
import dev.baton.worker.yolo.export.WeightExport.Written;
import dev.baton.worker.yolo.model.LayerScripts;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.HashFill;
import dev.baton.worker.yolo.weights.ModelCard;
import dev.baton.worker.yolo.weights.Transfer;
import dev.baton.worker.yolo.weights.WeightFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeightExportTest {
  private static final ModelCard CARD =
      new ModelCard(List.of("cat", "dog", "cow"), OptionalInt.of(320), Optional.empty());

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

  /** A file of weights such as the reference's scripts could have written. */
  private WeightFile weights(Network network) throws IOException {
    Path file = folder.resolve("trained.pt");
    try (OutputStream out = Files.newOutputStream(file)) {
      StateDictWriter.write(NetworkTensors.copy(network), Map.of(), out);
    }
    return WeightFile.open(file);
  }

  private static WeightExport export(
      WeightFile weights, String cfg, Format format, Set<Change> changes) {
    return new WeightExport(weights, ModelYaml.of(cfg), format, changes, CARD, 64);
  }

  private NDArray decoded(Network network) {
    return LivelyNetwork.decoded(
        network, HashFill.array(manager, "image", new Shape(1, 3, 64, 64)));
  }

  @ParameterizedTest
  @EnumSource(names = {"SAFETENSORS", "PT"})
  void tensorsStayTheSameFromFormatToFormat(Format format) throws IOException {
    Network network = LivelyNetwork.of("gelan-t", 1.2f, manager);
    Path file = folder.resolve("out." + format);

    Written written = export(weights(network), "gelan-t", format, Set.of()).write(file);

    assertThat(written.classes()).isEqualTo(LivelyNetwork.CLASSES);
    assertThat(written.sizeBytes()).isEqualTo(Files.size(file));
    assertThat(WeightFile.open(file).best())
        .containsExactlyInAnyOrderElementsOf(NetworkTensors.copy(network));
    assertThat(WeightFile.open(file).card())
        .isEqualTo(CARD.withCfg(ModelYaml.of("gelan-t").text()));
  }

  @Test
  void aConvertedAndFusedModelFindsTheSameBoxes() throws IOException {
    Network dual = LivelyNetwork.of("yolov9-t", 1.2f, manager);
    Path file = folder.resolve("small.safetensors");

    export(weights(dual), "yolov9-t", Format.SAFETENSORS, Set.of(Change.CONVERT, Change.FUSE))
        .write(file);

    ModelYaml model = ModelYaml.of(WeightFile.open(file).card().cfg().orElseThrow());
    assertThat(model.rows()).hasSameSizeAs(ModelYaml.of("gelan-t").rows());
    List<Tensor> tensors = WeightFile.open(file).best();
    assertThat(tensors).extracting(Tensor::name).noneMatch(name -> name.contains(".bn."));
    Network single = read("gelan-t", tensors);
    assertThat(decoded(single).sub(decoded(dual)).abs().max().getFloat()).isLessThan(1e-3f);
  }

  private Network read(String cfg, List<Tensor> tensors) {
    Map<String, List<Long>> shapes = new HashMap<>();
    tensors.forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
    Network network =
        Network.fitting(ModelYaml.of(cfg), shapes, new LayerScripts(manager), manager);
    assertThat(Transfer.of(tensors, network).kept()).isEmpty();
    return network;
  }

  @ParameterizedTest
  @EnumSource(names = {"TORCHSCRIPT", "ONNX"})
  void aDetectorIsTheSameWhetherItsWeightsAreFusedOrNot(Format format) throws IOException {
    WeightFile trained = weights(LivelyNetwork.of("gelan-t", 1.2f, manager));
    Path fused = folder.resolve("fused.safetensors");
    export(trained, "gelan-t", Format.SAFETENSORS, Set.of(Change.FUSE)).write(fused);

    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    export(trained, "gelan-t", format, Set.of()).write(one);
    export(WeightFile.open(fused), "gelan-t", format, Set.of()).write(other);

    assertThat(one).hasSameBinaryContentAs(other);
  }

  @Test
  void aDetectorWantsANameForEachClassOrNone() throws IOException {
    WeightFile weights = weights(LivelyNetwork.of("gelan-t", 1.2f, manager));
    ModelCard two = CARD.withClassNames(List.of("cat", "dog"));
    WeightExport export =
        new WeightExport(weights, ModelYaml.of("gelan-t"), Format.ONNX, Set.of(), two, 64);

    assertThatThrownBy(() -> export.write(folder.resolve("o")))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("tells 3 classes apart, of which 2 have names");
  }

  @Test
  void weightsOfAnotherModelAreRefusedNamingTensorsAndLeaveNoFile() throws IOException {
    WeightFile weights = weights(LivelyNetwork.of("gelan-t", 1.2f, manager));
    WeightExport export = export(weights, "gelan-s", Format.PT, Set.of());

    assertThatThrownBy(() -> export.write(folder.resolve("out.pt")))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("trained.pt has other weights than the model needs")
        .hasMessageContaining(
            "model.0.conv.weight is [16, 3, 3, 3] in the file, [32, 3, 3, 3] here")
        .hasMessageContaining("cfg");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(weights.path());
    }
  }

  @Test
  void onlyADualModelCanBeConverted() throws IOException {
    WeightFile weights = weights(LivelyNetwork.of("gelan-t", 1.2f, manager));
    WeightExport export = export(weights, "gelan-t", Format.PT, Set.of(Change.CONVERT));

    assertThatThrownBy(() -> export.write(folder.resolve("out.pt")))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("only a model that ends in DualDDetect");
  }
}
