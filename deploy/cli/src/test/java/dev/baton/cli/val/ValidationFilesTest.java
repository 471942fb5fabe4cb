package dev.baton.cli.val;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CommandFailedException;
import dev.baton.cli.output.Line;
import dev.baton.common.messages.Json;
import dev.baton.worker.yolo.SeenImage;
import dev.baton.worker.yolo.WeightsValidation.Report;
import dev.baton.worker.yolo.data.Annotations;
import dev.baton.worker.yolo.data.IndexedImage;
import dev.baton.worker.yolo.metrics.CocoPrediction.Categories;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.metrics.GroundTruth;
import dev.baton.worker.yolo.metrics.MetricsSummary;
import dev.baton.worker.yolo.metrics.MetricsSummary.PerClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationFilesTest {
  @TempDir Path folder;

  @Test
  void predictionsAndGroundTruthNameTheSameImages() throws Exception {
    CocoFiles files = new CocoFiles(Categories.COCO);
    files.add(seen("val/000000000139.jpg"));
    files.add(seen("val/street.jpg"));
    files.writePredictions(folder.resolve("p.json"));
    files.writeGroundTruth(folder.resolve("g.json"), List.of("person", "bicycle"));
    assertThat(folder.resolve("p.json"))
        .hasContent(
            "[{\"image_id\":139,\"category_id\":2,\"bbox\":[10.5,20.0,30.25,40.0],\"score\":0.9},"
                + "{\"image_id\":\"street\",\"category_id\":2,\"bbox\":[10.5,20.0,30.25,40.0],\"score\":0.9}]");
    JsonNode truth = Json.MAPPER.readTree(folder.resolve("g.json").toFile());
    assertThat(truth.path("images").findValuesAsText("id")).containsExactly("139", "street");
    assertThat(truth.path("annotations").findValuesAsText("id")).containsExactly("1", "2");
    assertThat(truth.path("annotations").path(0).path("area").doubleValue()).isEqualTo(1200);
    assertThat(truth.path("categories").findValuesAsText("id")).containsExactly("1", "2");
  }

  @Test
  void imagesOfTheSameNameAreRefused() {
    CocoFiles files = new CocoFiles(Categories.PLAIN);
    files.add(seen("a/1.jpg"));
    assertThatThrownBy(() -> files.add(seen("b/1.png")))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("a/1.jpg and b/1.png");
  }

  @Test
  void labelFilesHoldPartsOfTheImage() throws Exception {
    new LabelTexts(folder.resolve("plain"), false).add(seen("val/a.b.jpg"));
    new LabelTexts(folder.resolve("scored"), true).add(seen("val/a.b.jpg"));
    assertThat(folder.resolve("plain/a.b.txt")).hasContent("1 0.25625 0.4 0.3025 0.4");
    assertThat(folder.resolve("scored/a.b.txt")).hasContent("1 0.25625 0.4 0.3025 0.4 0.9");
  }

  @Test
  void aRunsFolderGetsTheNextNumber() throws Exception {
    assertThat(OutputFolder.createNew(folder, "exp")).isEqualTo(folder.resolve("exp"));
    assertThat(OutputFolder.createNew(folder, "exp")).isEqualTo(folder.resolve("exp2"));
    assertThat(OutputFolder.createNew(folder, "exp")).isEqualTo(folder.resolve("exp3"));
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> OutputFolder.create(file)).hasMessageContaining("is no folder");
  }

  @Test
  void theTableListsClassesUnlessTheyAreMany() {
    assertThat(ValidationTable.lines(report(3), false))
        .extracting(Line::text)
        .containsExactly(
            "Class  Images  Instances  P      R      mAP50  mAP50-95",
            "all    9       4          0.500  0.250  0.400  0.200",
            "c2     9       4          0.500  0.250  0.400  0.200");
    assertThat(ValidationTable.lines(report(60), false)).hasSize(2);
    assertThat(ValidationTable.lines(report(60), true)).hasSize(3);
  }

  private static Report report(int classes) {
    PerClass one = new PerClass(2, 4, .5, .25, .33, .4, .2);
    return new Report(
        IntStream.range(0, classes).mapToObj(c -> "c" + c).toList(),
        9,
        new MetricsSummary(.5, .25, .4, .2, List.of(one)),
        List.of());
  }

  private static SeenImage seen(String path) {
    Detection found = new Detection(10.5f, 20, 40.75f, 60, .9f, 1);
    return new SeenImage(
        new IndexedImage(
            path, 1, "aa", Optional.empty(), 100, 100, new Annotations(new float[0], List.of())),
        List.of(found),
        List.of(found),
        List.of(new GroundTruth(0, 10, 20, 40, 60)));
  }
}
