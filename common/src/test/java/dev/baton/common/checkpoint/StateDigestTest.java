package dev.baton.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateDigestTest {

  /** Computed with Python's hashlib from the definition in docs/formats.md. */
  @Test
  void equalsWhatAnotherProgramComputes() {
    StateDigest digest = StateDigest.of(snapshot(1.5f, 7));
    assertThat(digest.text())
        .isEqualTo(
            """
            ema/w F32 2 22b6f43bd8d27738d3213f29e96b62d01d9d6c0ab4f9732aaae803186f51eab7
            model/a.b I64 scalar ed049108bc18f2c64369e8d0ea42850bdd1a7d1dd340cfde716315579702a76c
            model/w F32 1x2 568b32db76abbe1607ab3561f5d03c7daee828a28fb5b1b8e2d0fd45579400f5
            state.json d961e3a165a3ca0e67c0087bd24b10e77a76d40b36e9c314f0b1760a637e3aaa
            """);
    assertThat(digest.hex())
        .isEqualTo("55cfbf33b78d058ed30615e94bfff83da1c0bc09055ed8652372b4bd5f72af3a");
  }

  @Test
  void changesWithEveryBitAndEveryScalar() {
    String hex = StateDigest.of(snapshot(1.5f, 7)).hex();
    assertThat(StateDigest.of(snapshot(1.5f, 7)).hex()).isEqualTo(hex);
    assertThat(StateDigest.of(snapshot(Math.nextUp(1.5f), 7)).hex()).isNotEqualTo(hex);
    assertThat(StateDigest.of(snapshot(1.5f, 8)).hex()).isNotEqualTo(hex);
  }

  private static Snapshot snapshot(float weight, int epoch) {
    ObjectNode state = Json.MAPPER.createObjectNode();
    state.put("step", 3).put("epoch", epoch);
    return new Snapshot(
        Map.of(
            "model",
            List.of(
                SafetensorsTest.floats("w", List.of(1L, 2L), weight, 2f),
                SafetensorsTest.longs("a.b", 42)),
            "ema",
            List.of(SafetensorsTest.floats("w", List.of(2L), 0f, 1f))),
        state);
  }
}
