package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.baton.worker.yolo.data.FittedImage;
import dev.baton.worker.yolo.data.SourceImage;
import dev.baton.worker.yolo.data.Split;
import dev.baton.worker.yolo.export.LivelyNetwork;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Settings;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.torch.Devices;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.weights.WeightFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDetectorTest {
  private static final ModelYaml MODEL = ModelYaml.of("gelan-t");
  private static final int STRIDE = 32;

  @TempDir Path folder;

  /** {@code detection_vector.py} beside the vector made it. */
  @Test
  void findsWhatAnImplementationInPythonFinds() throws IOException {
    List<Detection> found;
    try (ImageDetector detector = detector(livelyWeights(), Settings.DETECTION);
        SourceImage image = SourceImage.of(noise(150, 90))) {
      assertThat(detector.classes()).isEqualTo(LivelyNetwork.CLASSES);
      found = detector.find(image.fit(128, STRIDE));
    }
    List<String> expected = vector();
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      String[] row = expected.get(i).split(",");
      Detection box = found.get(i);
      assertThat(new float[] {box.x1(), box.y1(), box.x2(), box.y2(), box.classId()})
          .as("box %d", i)
          .containsExactly(
              number(row[0]), number(row[1]), number(row[2]), number(row[3]), number(row[5]));
      assertThat(box.score()).isCloseTo(number(row[4]), within(1e-5f));
    }
  }

  /**
   * Of equal pixels, one image at a time, bit for bit. Detection gives an image less border than
   * validation, so this one has validation's border already.
   */
  @Test
  void findsWhatValidationFinds() throws IOException {
    Path data = DrawnDataset.draw(folder, 2, 64);
    Files.writeString(data, Files.readString(data).replace("disc]", "disc, cup]"));
    Path weights = livelyWeights();
    List<SeenImage> validated = new ArrayList<>();
    WeightsValidation.run(
        new WeightsValidation.Options(
            weights, MODEL, data, Split.VAL, 64, 1, Settings.VALIDATION, false, 1),
        validated::add);
    try (ImageDetector detector = detector(weights, Settings.VALIDATION)) {
      for (SeenImage seen : validated) {
        try (SourceImage image = SourceImage.of(bordered(seen.image().path()))) {
          List<Detection> expected =
              seen.inBatch().stream().map(ImageDetectorTest::rounded).toList();
          assertThat(expected).hasSizeGreaterThan(9);
          assertThat(detector.find(image.fit(96, STRIDE))).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void findsInSeveralImagesAtOnceWhatItFindsInEach() throws IOException {
    try (ImageDetector detector = detector(livelyWeights(), Settings.DETECTION);
        SourceImage first = SourceImage.of(noise(150, 90));
        SourceImage second =
            SourceImage.of(new BufferedImage(150, 90, BufferedImage.TYPE_3BYTE_BGR))) {
      List<FittedImage> images = List.of(second.fit(128, STRIDE), first.fit(128, STRIDE));
      List<List<Detection>> found = detector.find(images);
      assertThat(found).hasSize(2);
      assertThat(found.get(0)).isNotEqualTo(found.get(1));
      for (int i = 0; i < 2; i++) {
        List<Detection> alone = detector.find(images.get(i));
        assertThat(found.get(i)).hasSameSizeAs(alone);
        for (int box = 0; box < alone.size(); box++) {
          Detection one = found.get(i).get(box);
          assertThat(one.x1()).isCloseTo(alone.get(box).x1(), within(1f));
          assertThat(one.score()).isCloseTo(alone.get(box).score(), within(1e-5f));
        }
      }
    }
  }

  private BufferedImage bordered(String path) throws IOException {
    BufferedImage bordered = new BufferedImage(96, 96, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = bordered.createGraphics();
    graphics.setColor(new Color(114, 114, 114));
    graphics.fillRect(0, 0, 96, 96);
    graphics.drawImage(ImageIO.read(folder.resolve(path).toFile()), 16, 16, null);
    graphics.dispose();
    return bordered;
  }

  private static Detection rounded(Detection box) {
    return new Detection(
        rounded(box.x1()),
        rounded(box.y1()),
        rounded(box.x2()),
        rounded(box.y2()),
        box.score(),
        box.classId());
  }

  private static float rounded(float pixels) {
    return (float) Math.rint(Math.clamp(pixels, 0f, 96f));
  }

  private static ImageDetector detector(Path weights, Settings settings) {
    return ImageDetector.open(
        new ImageDetector.Options(WeightFile.open(weights), MODEL, settings, Devices.CPU, 1));
  }

  private Path livelyWeights() throws IOException {
    TorchThread.prepare(1);
    try (NDManager memory = TorchThread.newManager()) {
      return StoredNetwork.write(
          LivelyNetwork.of("gelan-t", 1.2f, memory), folder.resolve("lively.safetensors"));
    }
  }

  private static BufferedImage noise(int width, int height) {
    VectorNumbers numbers = new VectorNumbers("photo");
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < width * height; pixel++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        rgb = rgb << 8 | (int) (numbers.at(3 * pixel + channel) * 256);
      }
      image.setRGB(pixel % width, pixel / width, rgb);
    }
    return image;
  }

  private static List<String> vector() throws IOException {
    try (var stream = ImageDetectorTest.class.getResourceAsStream("detection_vector.csv")) {
      return new String(stream.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  private static float number(String text) {
    return Float.parseFloat(text);
  }
}
