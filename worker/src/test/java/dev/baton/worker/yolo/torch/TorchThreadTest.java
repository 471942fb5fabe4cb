package dev.baton.worker.yolo.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;

class TorchThreadTest {

  @Test
  void aLibtorchForGpusWithoutADriverIsRefusedByNamingTheDriver() {
    String seen = "/t/libcaffe2_nvrtc.so: libcuda.so.1: cannot open shared object file";
    assertThat(whyNotLoaded(seen))
        .startsWith("Cannot load libtorch: " + seen)
        .contains("no NVIDIA driver here", "unset PYTORCH_LIBRARY_PATH");
  }

  @Test
  void anyOtherLibtorchThatDoesNotLoadIsRefusedByNamingItsSettings() {
    assertThat(whyNotLoaded("libgomp.so.1: no such file")).contains("see docs/gpu.md");
  }

  private static String whyNotLoaded(String linkError) {
    return TorchThread.whyNotLoaded(
        new EngineException("Failed to load", new UnsatisfiedLinkError(linkError)));
  }
}
