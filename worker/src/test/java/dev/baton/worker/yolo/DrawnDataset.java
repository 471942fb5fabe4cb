package dev.baton.worker.yolo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;

/** A few images with one coloured rectangle or disc each, on which a network overfits at once. */
final class DrawnDataset {
  private static final Color[] COLOURS = {new Color(230, 60, 40), new Color(40, 90, 230)};

  private DrawnDataset() {}

  /** Draws {@code count} images of {@code side} pixels, both for training and for validation. */
  static Path draw(Path folder, int count, int side) throws IOException {
    Path images = Files.createDirectories(folder.resolve("images/train"));
    Path labels = Files.createDirectories(folder.resolve("labels/train"));
    var random = new Random(1);
    for (int i = 0; i < count; i++) {
      int type = i % COLOURS.length;
      int size = side / 4 + random.nextInt(side / 4);
      int x = random.nextInt(side - size);
      int y = random.nextInt(side - size);
      ImageIO.write(image(side, type, x, y, size), "png", images.resolve(i + ".png").toFile());
      double half = size / 2.0;
      String label =
          String.format(
              Locale.ROOT,
              "%d %.6f %.6f %.6f %.6f%n",
              type,
              (x + half) / side,
              (y + half) / side,
              (double) size / side,
              (double) size / side);
      Files.writeString(labels.resolve(i + ".txt"), label);
    }
    Path yaml = folder.resolve("data.yaml");
    return Files.writeString(
        yaml, "path: " + folder + "\ntrain: images/train\nval: images/train\nnames: [box, disc]\n");
  }

  private static BufferedImage image(int side, int type, int x, int y, int size) {
    var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(120, 130, 110));
    graphics.fillRect(0, 0, side, side);
    graphics.setColor(COLOURS[type]);
    if (type == 0) {
      graphics.fillRect(x, y, size, size);
    } else {
      graphics.fillOval(x, y, size, size);
    }
    graphics.dispose();
    return image;
  }
}
