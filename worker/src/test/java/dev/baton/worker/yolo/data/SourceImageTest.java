package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceImageTest {
  @TempDir Path folder;

  /** The vectors of the specification's appendix B.6. */
  @ParameterizedTest
  @CsvSource({"640,426,640,448", "481,640,512,640", "333,333,640,640"})
  void isFittedWithTheLeastBorder(int width, int height, int fittedWidth, int fittedHeight) {
    try (SourceImage image = SourceImage.of(plain(width, height))) {
      FittedImage fitted = image.fit(640, 32);
      assertThat(fitted.width()).isEqualTo(fittedWidth);
      assertThat(fitted.height()).isEqualTo(fittedHeight);
      assertThat(fitted.imageNhwc().remaining()).isEqualTo(3 * fittedWidth * fittedHeight);
    }
  }

  @Test
  void boxesAreMappedBackClippedAndRounded() {
    try (SourceImage image = SourceImage.of(plain(320, 213))) {
      FittedImage fitted = image.fit(640, 32); // twice as large, 11 rows of border above
      assertThat(fitted.toOriginal(21, 32, 63, 60)).containsExactly(10, 10, 32, 24);
      assertThat(fitted.toOriginal(-5, 0, 700, 448)).containsExactly(0, 0, 320, 213);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.png", "a.bmp", "a.PNG", "a.tiff", "a.webp"})
  void whatIsWrittenIsReadAgain(String name) throws IOException {
    BufferedImage drawn = plain(31, 17);
    drawn.setRGB(30, 16, Color.RED.getRGB());
    Path file = folder.resolve(name);
    try (SourceImage image = SourceImage.of(drawn)) {
      Files.write(file, image.encode(name));
    }
    try (SourceImage again = SourceImage.read(file)) {
      BufferedImage pixels = again.toBufferedImage();
      assertThat(pixels.getWidth()).isEqualTo(31);
      assertThat(new Color(pixels.getRGB(30, 16)).getRed()).isGreaterThan(200);
    }
  }

  @Test
  void aPartOfAnImageIsTakenAlone() {
    BufferedImage drawn = plain(40, 30);
    drawn.setRGB(21, 12, Color.GREEN.getRGB());
    try (SourceImage part = SourceImage.of(drawn.getSubimage(20, 10, 5, 4))) {
      BufferedImage pixels = part.toBufferedImage();
      assertThat(pixels.getWidth()).isEqualTo(5);
      assertThat(pixels.getRGB(1, 2)).isEqualTo(Color.GREEN.getRGB());
      assertThat(pixels.getRGB(0, 0)).isEqualTo(Color.BLACK.getRGB());
    }
  }

  @Test
  void whatCannotBeDecodedIsRefusedWithTheReason() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jpg"), "no image");
    assertThatThrownBy(() -> SourceImage.read(text)).hasMessageContaining("no image");
    try (SourceImage image = SourceImage.of(plain(64, 64))) {
      byte[] whole = image.encode("x.png");
      Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, whole.length - 9));
      assertThatThrownBy(() -> SourceImage.read(cut)).hasMessageContaining("end is missing");
      assertThatThrownBy(() -> image.encode("x.xyz")).hasMessageContaining("cannot write .xyz");
    }
  }

  private static BufferedImage plain(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
  }
}
