package dev.baton.worker.yolo.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.vectors.HashFill;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What onnxruntime computes from our files. */
class OnnxWriterTest {
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

  private NDArray run(byte[] model, NDArray image) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      FloatBuffer pixels = FloatBuffer.wrap(image.toFloatArray());
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor images =
              OnnxTensor.createTensor(environment, pixels, image.getShape().getShape());
          OrtSession.Result result = session.run(Map.of("images", images))) {
        OnnxTensor output = (OnnxTensor) result.get("output0").orElseThrow();
        return manager.create(output.getFloatBuffer(), new Shape(output.getInfo().getShape()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.baton.worker.yolo.export.LivelyNetwork#models")
  void theModelFindsTheSameBoxesAsTheNetwork(String cfg, float damping)
      throws IOException, OrtException {
    Network network = LivelyNetwork.of(cfg, damping, manager);
    var model = new ByteArrayOutputStream();
    OnnxWriter.write(Detector.of(network, 96, List.of(), manager), model);

    for (int batch = 1; batch <= 2; batch++) {
      NDArray image = HashFill.array(manager, "image", new Shape(batch, 3, 96, 96));
      NDArray expected = LivelyNetwork.decoded(network, image);
      NDArray found = run(model.toByteArray(), image);

      assertThat(LivelyNetwork.spread(expected)).isGreaterThan(0.01f);
      assertThat(found.getShape()).isEqualTo(new Shape(batch, 7, 189));
      assertThat(found.sub(expected).abs().max().getFloat()).isLessThan(1e-3f);
      assertThat(found.get(":,4:").sub(expected.get(":,4:")).abs().max().getFloat())
          .isLessThan(1e-5f);
    }
  }

  /** The names are Python's text of a dictionary, as Ultralytics' exports have them. */
  @Test
  void theModelTellsItsClassesAndItsSize() throws IOException, OrtException {
    Network network = LivelyNetwork.of("gelan-t", 1.2f, manager);
    var model = new ByteArrayOutputStream();
    List<String> names = List.of("cat", "O'Neill's \"dog\"", "牛");
    OnnxWriter.write(Detector.of(network, 96, names, manager), model);

    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model.toByteArray())) {
      assertThat(session.getMetadata().getCustomMetadata())
          .containsEntry("names", "{0: \"cat\", 1: \"O'Neill's \\\"dog\\\"\", 2: \"牛\"}")
          .containsEntry("task", "detect")
          .containsEntry("stride", "32")
          .containsEntry("imgsz", "[96, 96]");
    }
  }
}
