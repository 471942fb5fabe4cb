package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Videos are written and read with what this build of OpenCV has. */
class SourceVideoTest {
  private static final int FRAMES = 5;

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAgainFrameByFrame() throws IOException {
    write();
    try (SourceVideo video = SourceVideo.open(folder.resolve("clip.avi"))) {
      assertThat(video.frames()).isEqualTo(FRAMES);
      assertThat(video.framesPerSecond()).isEqualTo(12);
      assertThat(greys(video)).containsExactly(0, 40, 80, 120, 160);
    }
  }

  @Test
  void framesCanBePassedOver() throws IOException {
    write();
    try (SourceVideo video = SourceVideo.open(folder.resolve("clip.avi"))) {
      video.skip();
      video.skip();
      assertThat(greys(video)).containsExactly(80, 120, 160);
      video.skip();
      assertThat(video.next()).as("behind the end").isEmpty();
    }
  }

  @Test
  void aLongVideoGoesOnInAnotherFile() throws IOException {
    try (MotionJpegVideo video = new MotionJpegVideo(folder, "clip", 12, 100_000);
        SourceImage frame = SourceImage.of(noise())) {
      for (int i = 0; i < FRAMES; i++) {
        video.add(frame);
      }
    }
    assertThat(folder.resolve("clip.part2.avi")).exists();
    int frames = 0;
    Path file = folder.resolve("clip.avi");
    for (int part = 2; Files.exists(file); part++) {
      try (SourceVideo video = SourceVideo.open(file)) {
        frames += video.frames();
      }
      file = folder.resolve("clip.part%d.avi".formatted(part));
    }
    assertThat(frames).isEqualTo(FRAMES);
  }

  @Test
  void whatHasLostItsEndIsRefused() throws IOException {
    write();
    byte[] whole = Files.readAllBytes(folder.resolve("clip.avi"));
    Path cut = Files.write(folder.resolve("cut.avi"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> SourceVideo.open(cut)).hasMessageContaining("its end is missing");
  }

  @Test
  void whatCannotBeDecodedIsRefusedWithWhatToDo() throws IOException {
    Path film = Files.writeString(folder.resolve("film.mp4"), "no video");
    assertThatThrownBy(() -> SourceVideo.open(film))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("only Motion JPEG in .avi files")
        .hasMessageContaining("ffmpeg -i %s frames/%%06d.jpg".formatted(film));
    assertThatThrownBy(() -> SourceVideo.open(folder.resolve("gone.avi")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void whereNothingCanBeWrittenThatIsSaid() {
    try (MotionJpegVideo video = new MotionJpegVideo(folder.resolve("missing"), "clip", 12);
        SourceImage frame = SourceImage.of(plain(0))) {
      assertThatThrownBy(() -> video.add(frame))
          .hasMessageContaining("no video can be written there");
    }
  }

  private void write() throws IOException {
    try (MotionJpegVideo video = new MotionJpegVideo(folder, "clip", 12)) {
      for (int i = 0; i < FRAMES; i++) {
        try (SourceImage frame = SourceImage.of(plain(40 * i))) {
          video.add(frame);
        }
      }
    }
  }

  /** The grey of each frame, rounded to the ones that are written. */
  private static List<Integer> greys(SourceVideo video) {
    List<Integer> greys = new ArrayList<>();
    for (Optional<SourceImage> next = video.next(); next.isPresent(); next = video.next()) {
      try (SourceImage frame = next.get()) {
        assertThat(frame.width()).isEqualTo(64);
        assertThat(frame.height()).isEqualTo(48);
        int green = new Color(frame.toBufferedImage().getRGB(30, 20)).getGreen();
        int written = 40 * Math.round(green / 40f);
        assertThat(green).isCloseTo(written, within(8));
        greys.add(written);
      }
    }
    return greys;
  }

  /** Which compresses badly. */
  private static BufferedImage noise() {
    BufferedImage image = new BufferedImage(512, 512, BufferedImage.TYPE_3BYTE_BGR);
    new Random(1).nextBytes(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
    return image;
  }

  private static BufferedImage plain(int grey) {
    BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(grey, grey, grey));
    graphics.fillRect(0, 0, 64, 48);
    graphics.dispose();
    return image;
  }
}
