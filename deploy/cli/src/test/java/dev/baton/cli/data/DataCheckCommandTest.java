package dev.baton.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.messages.Json;
import dev.baton.worker.yolo.shapes.ShapesDataset;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DataCheckCommandTest {
  @TempDir Path temporary;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path dataYaml;

  @BeforeEach
  void drawShapes() {
    dataYaml = ShapesDataset.draw(temporary.resolve("set"), 1, 14, 4, 96);
  }

  @Test
  void aGoodSetIsShownAndDrawn() throws IOException {
    Path picture = temporary.resolve("overview.png");
    assertThat(run(dataYaml.toString(), "-o", picture.toString())).isZero();
    assertThat(out.toString())
        .contains("train  14", "val    4", "circle", "No problems", "A training would begin");
    BufferedImage drawn = ImageIO.read(picture.toFile());
    assertThat(drawn.getWidth()).isEqualTo(1320);
    assertThat(drawn.getHeight()).isEqualTo(30 + 3 * 330 + 640);
  }

  @Test
  void aPictureIsRefusedBeforeAnythingIsReadUnlessItIsNamedAsAPng() {
    assertThat(run("no/such/data.yaml", "-o", temporary.resolve("c.tga").toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("c.tga: pictures are written as PNG, so give a name that ends in .png");
    assertThat(run(dataYaml.toString(), "-o", temporary.resolve("C.PNG").toString())).isZero();
  }

  @Test
  void problemsAreLimitedUnlessAllAreAskedFor() throws IOException {
    StringBuilder bad = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      bad.append("0 .5 .5 1.5 .2\n");
    }
    Files.writeString(someLabels(), bad);
    assertThat(run(dataYaml.toString())).isZero();
    assertThat(out.toString())
        .contains(
            "1 image(s) left out because of their label files", "line 5: 1.5", "4 more: --all")
        .doesNotContain("line 6");
    assertThat(run(dataYaml.toString(), "--all")).isZero();
    assertThat(out.toString()).contains("line 9: 1.5 is outside 0 to 1");
  }

  @Test
  void theStatusIsOneWhereTrainingRefuses() throws IOException {
    Files.writeString(someLabels(), "17 .5 .5 .2 .2\n");
    assertThat(run(dataYaml.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("A training would refuse it: ", "line 1: class 17");
  }

  @Test
  void jsonHasEveryProblemAndStatistic() throws IOException {
    Files.writeString(someLabels(), "17 .5 .5 .2 .2\n0 .5 .5 .2 .2\n18 .5 .5 .2 .2\n");
    assertThat(run(dataYaml.toString(), "--json")).isEqualTo(1);
    JsonNode json = Json.MAPPER.readTree(out.toString());
    assertThat(json.path("refusal").asText()).contains("class 17");
    assertThat(json.path("problems")).hasSize(2);
    assertThat(json.path("problems").get(1).path("kind").asText()).isEqualTo("UNKNOWN_CLASS");
    assertThat(json.path("problems").get(1).path("severity").asText()).isEqualTo("REFUSED");
    assertThat(json.path("problems").get(1).path("line").asInt()).isEqualTo(3);
    assertThat(json.path("splits").get(0).path("images").asInt()).isEqualTo(13);
    assertThat(json.path("splits").get(0).path("leftOut").asInt()).isEqualTo(1);
  }

  private Path someLabels() throws IOException {
    try (var files = Files.list(temporary.resolve("set/labels/train"))) {
      return files.sorted().findFirst().orElseThrow();
    }
  }

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new DataCheckCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
