package dev.baton.cli.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.predict.Prediction.Times;
import dev.baton.worker.yolo.data.SourceImage;
import dev.baton.worker.yolo.plots.PredictionPlot;
import dev.baton.worker.yolo.plots.PredictionPlot.Caption;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"a.png, a.png", "a.MPO, a.jpg", "a, a.jpg"})
  void aDrawingHasTheImagesEndingIfThatCanBeWritten(String image, String drawing) throws Exception {
    PredictionFiles files =
        new PredictionFiles(
            folder,
            List.of("cat"),
            new PredictionPlot.Style(OptionalInt.empty(), Caption.values()[0]),
            Set.of(PredictionFiles.Kind.DRAWINGS));
    Prediction seen =
        new Prediction(
            Path.of(image), OptionalInt.empty(), "a", 8, 4, 32, 32, List.of(), new Times(1, 1));
    try (SourceImage pixels =
        SourceImage.of(new BufferedImage(8, 4, BufferedImage.TYPE_3BYTE_BGR))) {
      files.add(seen, pixels);
    }
    assertThat(ImageIO.read(folder.resolve(drawing).toFile()).getWidth()).isEqualTo(8);
  }
}
