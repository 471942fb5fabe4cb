package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.baton.worker.attempt.Picture;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.WeightsValidation.Options;
import dev.baton.worker.yolo.WeightsValidation.Report;
import dev.baton.worker.yolo.data.Split;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Settings;
import dev.baton.worker.yolo.model.InitialWeights;
import dev.baton.worker.yolo.model.LayerScripts;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TorchThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsValidationTest {
  private static final ModelYaml MODEL = ModelYaml.of("gelan-t");

  @TempDir static Path folder;
  private static Path data;
  private static Path ofTwoClasses;
  private static Path ofFiveClasses;

  @BeforeAll
  static void drawImagesAndWeights() throws IOException {
    data = DrawnDataset.draw(folder, 6, 64);
    ofTwoClasses = writeWeights(2);
    ofFiveClasses = writeWeights(5);
  }

  @Test
  void seesEveryImageAndDrawsWhatItSaw() {
    List<SeenImage> seen = new ArrayList<>();
    Report report = WeightsValidation.run(options(ofTwoClasses, MODEL, false), seen::add);
    assertThat(report.images()).isEqualTo(6);
    assertThat(report.classNames()).containsExactly("box", "disc");
    assertThat(seen).extracting(image -> image.image().path()).doesNotHaveDuplicates().hasSize(6);
    assertThat(seen).allSatisfy(image -> assertThat(image.there()).hasSize(1));
    assertThat(seen).allSatisfy(image -> assertThat(image.found()).hasSameSizeAs(image.inBatch()));
    assertThat(report.pictures())
        .extracting(Picture::name)
        .contains("val_batch0_labels.png", "val_batch1_pred.png");
  }

  @Test
  void seesOnlyTheImagesOfTheSplitThatWasAskedFor() throws IOException {
    Path withTest = DrawnDataset.draw(folder.resolve("with-test"), 2, 64);
    Path other = DrawnDataset.draw(folder.resolve("other"), 3, 64).resolveSibling("images/train");
    Files.writeString(withTest, "test: %s%n".formatted(other), StandardOpenOption.APPEND);
    List<SeenImage> seen = new ArrayList<>();

    Report report = WeightsValidation.run(options(withTest, Split.TEST), seen::add);

    assertThat(report.images()).isEqualTo(3);
    assertThat(seen).allSatisfy(one -> assertThat(one.image().path()).contains("other/"));
    assertThatThrownBy(() -> WeightsValidation.run(options(data, Split.TEST), image -> {}))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("has no key test");
  }

  private static Options options(Path data, Split split) {
    return new Options(ofTwoClasses, MODEL, data, split, 64, 4, Settings.VALIDATION, false, 1);
  }

  /** Whatever their own classes, boxes are rivals and of class 0. */
  @Test
  void aSingleClassSuitsWeightsOfSeveral() {
    List<SeenImage> seen = new ArrayList<>();
    Report report = WeightsValidation.run(options(ofFiveClasses, MODEL, true), seen::add);
    assertThat(report.classNames()).containsExactly("item");
    assertThat(seen)
        .flatExtracting(SeenImage::found)
        .allSatisfy(found -> assertThat(found.classId()).isZero());
  }

  @Test
  void refusesWeightsOfOtherClassesAndOfOtherModels() {
    assertThatThrownBy(
            () -> WeightsValidation.run(options(ofFiveClasses, MODEL, false), image -> {}))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("tells 5 classes apart, the data set has 2");
    assertThatThrownBy(
            () ->
                WeightsValidation.run(
                    options(ofTwoClasses, ModelYaml.of("gelan-s"), false), image -> {}))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("is of another model")
        .hasMessageContaining("--cfg");
  }

  private static Options options(Path weights, ModelYaml model, boolean isSingleClass) {
    return new Options(
        weights, model, data, Split.VAL, 64, 4, Settings.VALIDATION, isSingleClass, 1);
  }

  private static Path writeWeights(int classes) throws IOException {
    TorchThread.prepare(1);
    try (NDManager memory = TorchThread.newManager()) {
      Network network = Network.build(MODEL, classes, new LayerScripts(memory), memory);
      InitialWeights.fill(network, 1);
      return StoredNetwork.write(network, folder.resolve("of%d.safetensors".formatted(classes)));
    }
  }
}
