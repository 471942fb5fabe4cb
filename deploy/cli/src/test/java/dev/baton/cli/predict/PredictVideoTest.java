package dev.baton.cli.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.messages.Json;
import dev.baton.worker.yolo.data.MotionJpegVideo;
import dev.baton.worker.yolo.data.SourceImage;
import dev.baton.worker.yolo.data.SourceVideo;
import dev.baton.worker.yolo.weights.ModelCard;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PredictVideoTest {
  private static final int FRAMES = 10; // more than are looked at at once

  @TempDir static Path shared;
  private static Path weights;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private Path films;

  @BeforeAll
  static void writeWeights() throws IOException {
    ModelCard card = new ModelCard(List.of("cat", "dog"), OptionalInt.of(64), Optional.empty());
    weights = EagerWeights.write(shared.resolve("w.safetensors"), card);
  }

  @BeforeEach
  void film() throws IOException {
    films = Files.createDirectories(folder.resolve("films"));
    try (MotionJpegVideo video = new MotionJpegVideo(films, "clip", 20)) {
      for (int i = 0; i < FRAMES; i++) {
        BufferedImage drawn = new BufferedImage(96, 64, BufferedImage.TYPE_3BYTE_BGR);
        drawn.createGraphics().fillRect(4 * i, 10, 30, 30);
        try (SourceImage frame = SourceImage.of(drawn)) {
          video.add(frame);
        }
      }
    }
  }

  @Test
  void looksAtEveryFrameAndDrawsAVideo() throws IOException {
    assertThat(run("--save-txt", "--save-json", "--max-det", "3")).as(out.toString()).isZero();

    Path clip = films.resolve("clip.avi");
    assertThat(out.toString())
        .contains("video 1/1 (1/10) " + clip + ": 64x64 ", "video 1/1 (10/10) " + clip)
        .contains("on average of 10 images");
    Path results = folder.resolve("out/exp");
    try (SourceVideo drawn = SourceVideo.open(results.resolve("clip.avi"))) {
      assertThat(drawn.frames()).isEqualTo(FRAMES);
      assertThat(drawn.framesPerSecond()).isEqualTo(20);
    }
    for (int frame = 1; frame <= FRAMES; frame++) {
      assertThat(results.resolve("labels/clip_%d.txt".formatted(frame))).isNotEmptyFile();
    }
    JsonNode json = Json.MAPPER.readTree(results.resolve("predictions.json").toFile());
    assertThat(json).hasSize(FRAMES);
    assertThat(json.path(9).path("frame").asInt()).isEqualTo(10);
    assertThat(json.path(9).path("image").asText()).isEqualTo(clip.toString());
    assertThat(json.path(9).path("detections")).hasSizeBetween(1, 3);
  }

  @Test
  void canPassOverFrames() throws IOException {
    assertThat(run("--save-txt", "--vid-stride", "4")).as(out.toString()).isZero();

    Path results = folder.resolve("out/exp");
    assertThat(results.resolve("labels")).isDirectoryContaining("glob:**clip_9.txt");
    assertThat(results.resolve("labels/clip_2.txt")).doesNotExist();
    try (SourceVideo drawn = SourceVideo.open(results.resolve("clip.avi"))) {
      assertThat(drawn.frames()).isEqualTo(3); // 1, 5 and 9
      assertThat(drawn.framesPerSecond()).as("as fast as before").isEqualTo(5);
    }
    assertThat(run("--vid-stride", "0")).isEqualTo(2);
    assertThat(out.toString()).contains("--vid-stride 0: give at least 1");
  }

  @Test
  void whatCannotBeDecodedIsNamedWithWhatToDoAndTheRestIsLookedAt() throws IOException {
    Path film = Files.writeString(films.resolve("film.mp4"), "of another kind");

    assertThat(run("--nosave")).isEqualTo(1);

    assertThat(out.toString())
        .contains("video 2/2 %s: skipped, it cannot be decoded".formatted(film))
        .contains("ffmpeg -i %s".formatted(film))
        .contains("video 1/2 (10/10)")
        .contains("1 file could not be read");
  }

  /** The index says 10 frames, and the data of the third one are no picture any more. */
  @Test
  void framesThatAreMissingAreAFailure() throws IOException {
    Path clip = films.resolve("clip.avi");
    byte[] bytes = Files.readAllBytes(clip);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = -1;
    for (int frame = 1; frame <= 3; frame++) {
      at = text.indexOf("00dc", at + 1);
    }
    int next = text.indexOf("00dc", at + 1);
    Arrays.fill(bytes, at + 8, next, (byte) 0);
    Files.write(clip, bytes);

    assertThat(run("--nosave")).isEqualTo(1);

    assertThat(out.toString())
        .contains(clip + ": frame 3 and those behind it are missing or damaged")
        .contains("(2/10)")
        .doesNotContain("(3/10)");
  }

  private int run(String... options) {
    List<String> args = new ArrayList<>(List.of("--weights", weights.toString(), "--threads", "1"));
    args.addAll(List.of("--project", folder.resolve("out").toString()));
    args.addAll(List.of("--source", films.toString()));
    args.addAll(List.of(options));
    CommandLine line = new CommandLine(new PredictCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    return line.execute(args.toArray(String[]::new));
  }
}
