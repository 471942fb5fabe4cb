package dev.baton.worker.yolo.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.HashFill;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScriptWriterTest {
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

  private NDArray run(byte[] script, NDArray image) throws IOException {
    try (PtSymbolBlock module =
        JniUtils.loadModule(
            (PtNDManager) manager, new ByteArrayInputStream(script), false, false)) {
      return IValueUtils.forward(module, new NDList(image), false).singletonOrThrow();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.baton.worker.yolo.export.LivelyNetwork#models")
  void theScriptFindsTheSameBoxesAsTheNetwork(String cfg, float damping) throws IOException {
    Network network = LivelyNetwork.of(cfg, damping, manager);
    NDArray image = HashFill.array(manager, "image", new Shape(2, 3, 96, 96));
    NDArray expected = LivelyNetwork.decoded(network, image);

    var script = new ByteArrayOutputStream();
    ScriptWriter.write(Detector.of(network, 96, List.of(), manager), script);
    NDArray found = run(script.toByteArray(), image);

    assertThat(LivelyNetwork.spread(expected)).isGreaterThan(0.01f);
    assertThat(found.getShape()).isEqualTo(new Shape(2, 7, 189));
    assertThat(found.sub(expected).abs().max().getFloat()).isLessThan(1e-3f);
  }
}
