package dev.baton.worker.yolo;

import dev.baton.worker.yolo.data.DatasetCheck;
import dev.baton.worker.yolo.data.IndexedImage;
import dev.baton.worker.yolo.data.Thumbnail;
import dev.baton.worker.yolo.plots.BatchPlot.Box;
import dev.baton.worker.yolo.plots.BatchPlot.Tile;
import dev.baton.worker.yolo.plots.OverviewPlot;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Draws a checked data set on one page. */
public final class DataOverview {
  private DataOverview() {}

  /** The page as PNG: training images from all over the set, and figures of all of them. */
  public static byte[] draw(DatasetCheck check) throws IOException {
    List<Tile> tiles = new ArrayList<>();
    for (IndexedImage image : some(check.train())) {
      Optional<BufferedImage> small =
          Thumbnail.read(check.root().resolve(image.path()), OverviewPlot.IMAGE_PX);
      if (small.isPresent()) {
        String name = image.path().substring(image.path().lastIndexOf('/') + 1);
        tiles.add(new Tile(small.get(), boxes(image, small.get()), name));
      }
    }
    return OverviewPlot.draw(tiles, check.classNames(), rows(check.train()));
  }

  /** Evenly spread over the set, those with objects first. */
  private static List<IndexedImage> some(List<IndexedImage> images) {
    List<IndexedImage> annotated =
        images.stream().filter(image -> image.annotations().count() > 0).toList();
    List<IndexedImage> from = annotated.isEmpty() ? images : annotated;
    int count = Math.min(OverviewPlot.MOST_IMAGES, from.size());
    List<IndexedImage> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(from.get((int) ((long) i * from.size() / count)));
    }
    return some;
  }

  private static List<Box> boxes(IndexedImage image, BufferedImage small) {
    List<Box> boxes = new ArrayList<>();
    float[] rows = image.annotations().rows();
    for (int i = 0; i < rows.length; i += 5) {
      double x = rows[i + 1] * small.getWidth();
      double y = rows[i + 2] * small.getHeight();
      double halfWidth = rows[i + 3] * small.getWidth() / 2;
      double halfHeight = rows[i + 4] * small.getHeight() / 2;
      boxes.add(
          new Box(
              x - halfWidth,
              y - halfHeight,
              x + halfWidth,
              y + halfHeight,
              (int) rows[i],
              OptionalDouble.empty()));
    }
    return boxes;
  }

  /** (N, 5) the objects of all images. */
  private static float[] rows(List<IndexedImage> images) {
    float[] rows = new float[5 * images.stream().mapToInt(i -> i.annotations().count()).sum()];
    int at = 0;
    for (IndexedImage image : images) {
      float[] own = image.annotations().rows();
      System.arraycopy(own, 0, rows, at, own.length);
      at += own.length;
    }
    return rows;
  }
}
