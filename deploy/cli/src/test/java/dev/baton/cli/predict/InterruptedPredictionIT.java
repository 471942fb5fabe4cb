package dev.baton.cli.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.BatonCommand;
import dev.baton.cli.local.ProcessSignal;
import dev.baton.common.messages.Json;
import dev.baton.common.process.JavaProcess;
import dev.baton.worker.yolo.data.MotionJpegVideo;
import dev.baton.worker.yolo.data.SourceImage;
import dev.baton.worker.yolo.data.SourceVideo;
import dev.baton.worker.yolo.weights.ModelCard;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prediction that is told to end in the middle of a video. */
class InterruptedPredictionIT {
  private static final int FRAMES = 4000; // more than anybody looks at before the signal comes
  private static final int TERMINATED = 128 + 15;
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Process prediction;

  @AfterEach
  void end() {
    if (prediction != null) {
      prediction.destroyForcibly();
    }
  }

  @Test
  void keepsWhatItHasFoundInFilesThatCanBeUsed() throws Exception {
    List<String> lines = interruptAtTheFirstFrame();

    assertThat(prediction.onExit()).succeedsWithin(SOON).returns(TERMINATED, Process::exitValue);
    int seen = (int) lines.stream().filter(line -> line.startsWith("video 1/1 (")).count();
    assertThat(seen).isBetween(1, FRAMES - 1);
    Path results = folder.resolve("out/exp");
    assertThat(lines)
        .contains("Stopped: what was found until now is kept", "Results in " + results)
        .noneMatch(line -> line.contains("missing or damaged"));
    try (SourceVideo drawn = SourceVideo.open(results.resolve("clip.avi"))) {
      assertThat(drawn.frames()).isEqualTo(seen);
    }
    assertThat(Json.MAPPER.readTree(results.resolve("predictions.json").toFile())).hasSize(seen);
  }

  /** All that the command prints, to its end. */
  private List<String> interruptAtTheFirstFrame() throws IOException {
    ModelCard card = new ModelCard(List.of("cat", "dog"), OptionalInt.of(64), Optional.empty());
    Path weights = EagerWeights.write(folder.resolve("w.safetensors"), card);
    prediction =
        new ProcessBuilder(
                JavaProcess.command(
                    List.of("--enable-native-access=ALL-UNNAMED"),
                    BatonCommand.class,
                    "predict",
                    "--weights=" + weights,
                    "--source=" + film(),
                    "--threads=1",
                    "--save-json",
                    "--project=" + folder.resolve("out")))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = prediction.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.startsWith("video 1/1 (1/")) {
        line = output.readLine();
      }
      assertThat(line).as("the first frame").isNotNull();
      assertThat(ProcessSignal.TERM.send(prediction.pid())).isTrue();
      return Stream.concat(Stream.of(line), output.lines()).toList();
    }
  }

  private Path film() throws IOException {
    try (MotionJpegVideo video = new MotionJpegVideo(folder, "clip", 20);
        SourceImage frame =
            SourceImage.of(new BufferedImage(96, 64, BufferedImage.TYPE_3BYTE_BGR))) {
      for (int i = 0; i < FRAMES; i++) {
        video.add(frame);
      }
    }
    return folder.resolve("clip.avi");
  }
}
