package dev.baton.worker.yolo.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardFileTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T10:00:00Z");

  /** A Python that has tensorboard. */
  private static final String PYTHON = System.getenv().getOrDefault("BATON_TEST_PYTHON", "python3");

  private static final String READ =
      """
      import json, sys
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      events = EventAccumulator(sys.argv[1])
      events.Reload()
      print(json.dumps({tag: [[e.wall_time, e.step, e.value] for e in events.Scalars(tag)]
                        for tag in events.Tags()["scalars"]}))
      """;

  @TempDir Path folder;

  /** The framing of TensorFlow's own first record, as any of its event files begins. */
  @Test
  void beginsAsEveryEventFileDoes() {
    byte[] bytes = new TensorBoardFile(Instant.EPOCH).bytes();
    assertThat(HexFormat.of().formatHex(Arrays.copyOf(bytes, 12)))
        .isEqualTo("1800000000000000a37f4b22"); // 24 bytes, and the checksum of that length
    assertThat(new String(bytes, 12 + 11, 13, UTF_8)).isEqualTo("brain.Event:2");
  }

  @Test
  void moreEpochsMakeALongerFileWithTheSameBeginning() {
    TensorBoardFile file = new TensorBoardFile(BEGIN);
    file.add(BEGIN, 0, Map.of("train/loss", 1.0));
    byte[] shorter = file.bytes();
    file.add(BEGIN, 1, Map.of("train/loss", 0.5));
    assertThat(Arrays.copyOf(file.bytes(), shorter.length)).isEqualTo(shorter);
  }

  @Test
  void tensorBoardReadsTagsStepsTimesAndValues() throws Exception {
    assumeTrue(
        run(List.of(PYTHON, "-c", "import tensorboard")) != null,
        "Skipped: %s has no tensorboard (pip install tensorboard, or name a Python in BATON_TEST_PYTHON)"
            .formatted(PYTHON));
    TensorBoardFile file = new TensorBoardFile(BEGIN);
    for (int epoch = 0; epoch < 200; epoch++) {
      Map<String, Double> scalars = new LinkedHashMap<>();
      scalars.put("train/box_loss", 1.0 / (epoch + 1));
      scalars.put("metrics/mAP_0.5:0.95", epoch == 7 ? Double.NaN : 0.25);
      file.add(BEGIN.plusMillis(1500L * (epoch + 1)), epoch, scalars);
    }
    Files.write(folder.resolve("events.out.tfevents.baton"), file.bytes());
    JsonNode read =
        Json.MAPPER
            .reader()
            .with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .readTree(run(List.of(PYTHON, "-c", READ, folder.toString())));
    assertThat(read.properties()).hasSize(2);
    JsonNode losses = read.path("train/box_loss");
    assertThat(losses).hasSize(200);
    assertThat(losses.get(3).get(0).asDouble()).isEqualTo(BEGIN.getEpochSecond() + 6.0);
    assertThat(losses.get(3).get(1).asInt()).isEqualTo(3);
    assertThat(losses.get(3).get(2).asDouble()).isEqualTo(0.25);
    JsonNode precisions = read.path("metrics/mAP_0.5:0.95");
    assertThat(precisions.get(7).get(2).asDouble()).isNaN();
  }

  /** What the program printed last; null when it failed or is not there. */
  private static String run(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return process.waitFor() == 0 ? output.strip() : null;
    } catch (IOException e) {
      return null;
    }
  }
}
