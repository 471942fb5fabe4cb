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
public final class DrawnDataset {
  private static final Color[] COLOURS = {new Color(230, 60, 40), new Color(40, 90, 230)};

  private DrawnDataset() {}

  /** Draws {@code count} images of {@code side} pixels, both for training and for validation. */
  public static Path draw(Path folder, int count, int side) throws IOException {
    Path images = Files.createDirectories(folder.resolve("images/train"));
    Path labels = Files.createDirectories(folder.resolve("labels/train"));
    var random = new Random(1);
    for (int i = 0; i < count; i++) {
      int type = i % COLOURS.length;
      int size = side / 4 + random.nextInt(side / 4);
      int x = random.nextInt(side - size);
      int y = random.nextInt(side - size);
      ImageIO.write(image(side, type, x, y, size), "png", images.resolve(i + ".png").toFile());
      Files.writeString(labels.resolve(i + ".txt"), label(side, type, x, y, size));
    }
    Path yaml = folder.resolve("data.yaml");
    return Files.writeString(
        yaml, "path: " + folder + "\ntrain: images/train\nval: images/train\nnames: [box, disc]\n");
  }

  /** The rectangle as a polygon, the disc as a box. */
  private static String label(double side, int type, int x, int y, int size) {
    double left = x / side;
    double top = y / side;
    double right = (x + size) / side;
    double bottom = (y + size) / side;
    return type == 0
        ? String.format(
            Locale.ROOT,
            "0 %.6f %.6f %.6f %.6f %.6f %.6f %.6f %.6f%n",
            left,
            top,
            right,
            top,
            right,
            bottom,
            left,
            bottom)
        : String.format(
            Locale.ROOT,
            "1 %.6f %.6f %.6f %.6f%n",
            (left + right) / 2,
            (top + bottom) / 2,
            size / side,
            size / side);
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
