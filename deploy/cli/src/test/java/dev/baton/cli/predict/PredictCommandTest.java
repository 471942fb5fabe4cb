package dev.baton.cli.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.messages.Json;
import dev.baton.worker.yolo.weights.ModelCard;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PredictCommandTest {
  private static final ModelCard CARD =
      new ModelCard(List.of("cat", "dog"), OptionalInt.of(64), Optional.empty());

  @TempDir static Path shared;
  private static Path weights;
  private static Path namelessWeights;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private Path photos;

  @BeforeAll
  static void writeWeights() throws IOException {
    weights = EagerWeights.write(shared.resolve("w.safetensors"), CARD);
    namelessWeights =
        EagerWeights.write(shared.resolve("nameless.safetensors"), CARD.withClassNames(List.of()));
  }

  @BeforeEach
  void drawPhotos() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    draw("a.png", 96, 64);
    draw("b.jpg", 50, 200);
  }

  @Test
  void drawsDescribesAndCountsWhatItFinds() throws IOException {
    int status =
        run(
            weights,
            photos,
            "--save-txt",
            "--save-conf",
            "--save-json",
            "--save-crop",
            "--max-det",
            "3");

    assertThat(out.toString()).contains("image 1/2 " + photos.resolve("a.png") + ": 64x64 ", "ms");
    assertThat(status).as(out.toString()).isZero();
    Path results = folder.resolve("out/exp");
    assertThat(ImageIO.read(results.resolve("a.png").toFile()).getWidth()).isEqualTo(96);
    assertThat(ImageIO.read(results.resolve("b.jpg").toFile()).getHeight()).isEqualTo(200);
    List<String> lines = Files.readAllLines(results.resolve("labels/a.txt"));
    assertThat(lines)
        .hasSizeBetween(1, 3)
        .allSatisfy(line -> assertThat(line.split(" ")).hasSize(6));
    assertThat(score(lines.getFirst()))
        .as("lowest first")
        .isLessThanOrEqualTo(score(lines.getLast()));
    JsonNode json = Json.MAPPER.readTree(results.resolve("predictions.json").toFile());
    assertThat(json).hasSize(2);
    assertThat(json.path(0).path("width").asInt()).isEqualTo(96);
    JsonNode best = json.path(0).path("detections").path(0);
    assertThat(best.path("score").floatValue()).isEqualTo(score(lines.getLast()), within(1e-5f));
    assertThat(best.path("name").asText()).isIn("cat", "dog");
    assertThat(best.path("box")).hasSize(4);
    assertThat(results.resolve("crops")).isNotEmptyDirectory();
  }

  @Test
  void imagesAreFittedIntoWhatTheWeightsSayUnlessToldOtherwise() {
    run(weights, photos, "--nosave");
    assertThat(out.toString()).contains("a.png: 64x64 ", "b.jpg: 64x32 ");
    run(weights, photos, "--nosave", "--img", "128");
    assertThat(out.toString()).contains("a.png: 96x128 ", "b.jpg: 128x32 ");
  }

  @Test
  void theNextRunGetsTheNextFolderUnlessItMayExist() {
    run(weights, photos);
    run(weights, photos);
    assertThat(folder.resolve("out/exp2/a.png")).exists();
    run(weights, photos, "--exist-ok");
    assertThat(folder.resolve("out/exp3")).doesNotExist();
  }

  @Test
  void nothingIsWrittenWhenNothingIsWanted() {
    assertThat(run(weights, photos, "--nosave")).isZero();
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void anImageThatCannotBeReadIsNamedAndSkippedAndTheStatusSaysSo() throws IOException {
    Files.writeString(photos.resolve("aa.jpg"), "no image");

    assertThat(run(weights, photos)).isEqualTo(1);

    assertThat(out.toString())
        .contains("image 2/3 " + photos.resolve("aa.jpg") + ": skipped, it is no image")
        .contains("1 file could not be read");
    assertThat(folder.resolve("out/exp/b.jpg")).exists();
  }

  @Test
  void aSummaryInJsonReplacesTheLines() throws IOException {
    Files.writeString(photos.resolve("c.jpg"), "no image");

    assertThat(run(weights, photos, "--json", "--classes", "1")).isEqualTo(1);

    JsonNode summary = Json.MAPPER.readTree(out.toString());
    assertThat(summary.path("images").asInt()).isEqualTo(2);
    assertThat(summary.path("failed").path(0).path("image").asText()).endsWith("c.jpg");
    assertThat(summary.path("detections").has("cat")).isFalse();
    assertThat(summary.path("detections").path("dog").asInt()).isPositive();
    assertThat(summary.path("folder").asText()).endsWith("exp");
    assertThat(summary.path("msPerImage").path("find").asDouble()).isPositive();
  }

  @Test
  void weightsWithoutNamesWantTheirData() throws IOException {
    assertThat(run(namelessWeights, photos)).isEqualTo(1);
    assertThat(out.toString()).contains("what its classes are called: give the --data");

    Path data = folder.resolve("data.yaml");
    Files.writeString(data, "train: t\nval: v\nnames: [hen, cow]\n");
    assertThat(run(namelessWeights, photos, "--data", data.toString())).isZero();
    assertThat(out.toString()).containsAnyOf("hen", "cow");

    Files.writeString(data, "train: t\nval: v\nnames: [hen, cow, pig]\n");
    assertThat(run(namelessWeights, photos, "--data", data.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("tells 2 classes apart, of which 3 have names");
  }

  @ParameterizedTest
  @CsvSource({
    "--conf-thres=2, give 0 to 1",
    "--max-det=0, give at least 1",
    "--device=0;1, the number of one GPU",
    "--classes=2, give 0 to 1",
    "--img=100, give a multiple of 32",
    "--augment, no test-time augmentation",
    "--half, single precision"
  })
  void whatMakesNoSenseIsWrongUsage(String option, String message) {
    assertThat(run(weights, photos, option)).isEqualTo(2);
    assertThat(out.toString()).contains(message);
  }

  private int run(Path weightsFile, Path source, String... options) {
    List<String> args =
        new ArrayList<>(List.of("--weights", weightsFile.toString(), "--threads", "1"));
    args.addAll(List.of("--project", folder.resolve("out").toString()));
    args.addAll(List.of("--source", source.toString()));
    args.addAll(List.of(options));
    CommandLine line = new CommandLine(new PredictCommand());
    line.setOverwrittenOptionsAllowed(true);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    line.setExecutionExceptionHandler(
        (e, command, result) -> {
          command.getErr().println(e.getMessage());
          return 1;
        });
    return line.execute(args.toArray(String[]::new));
  }

  private static float score(String line) {
    return Float.parseFloat(line.substring(line.lastIndexOf(' ')));
  }

  private void draw(String name, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    image.createGraphics().fillRect(width / 4, height / 4, width / 2, height / 2);
    ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), photos.resolve(name).toFile());
  }
}
