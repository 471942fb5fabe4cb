package dev.baton.worker.yolo;

import dev.baton.worker.attempt.Picture;
import dev.baton.worker.yolo.data.Augmentation;
import dev.baton.worker.yolo.data.Batch;
import dev.baton.worker.yolo.data.Batching;
import dev.baton.worker.yolo.data.DetectionDataset;
import dev.baton.worker.yolo.data.ImageCache;
import dev.baton.worker.yolo.data.TrainingLoader;
import dev.baton.worker.yolo.plots.BatchPlot;
import dev.baton.worker.yolo.plots.BatchPlot.Box;
import dev.baton.worker.yolo.plots.BatchPlot.Tile;
import dev.baton.worker.yolo.plots.CorrelogramPlot;
import dev.baton.worker.yolo.plots.LabelsPlot;
import dev.baton.worker.yolo.plots.PictureNames;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Pictures of what a training sees: its labels, and its first batches, which are made anew, since a
 * batch is a pure function of its number. Thread-safe.
 */
final class DataPictures {
  private final DetectionDataset dataset;
  private final Augmentation augmentation;
  private final Batching batching;

  DataPictures(DetectionDataset dataset, Augmentation augmentation, Batching batching) {
    this.dataset = dataset.withCache(ImageCache.of("none")); // a few images, once
    this.augmentation = augmentation;
    this.batching = batching;
  }

  /**
   * @param batchesPerEpoch of which the first ones are drawn
   */
  List<Picture> all(int batchesPerEpoch) {
    List<Picture> pictures = new ArrayList<>();
    pictures.add(
        new Picture(PictureNames.LABELS, () -> LabelsPlot.draw(dataset.classNames(), labels())));
    pictures.add(new Picture(PictureNames.CORRELOGRAM, () -> CorrelogramPlot.draw(labels())));
    for (int k = 0; k < Math.min(PictureNames.BATCHES, batchesPerEpoch); k++) {
      int step = k;
      pictures.add(new Picture(PictureNames.trainBatch(k), () -> batch(step)));
    }
    return pictures;
  }

  /** (N, 5) all labels of the training images. */
  private float[] labels() {
    int objects = dataset.train().stream().mapToInt(image -> image.annotations().count()).sum();
    float[] rows = new float[5 * objects];
    int at = 0;
    for (var image : dataset.train()) {
      float[] own = image.annotations().rows();
      System.arraycopy(own, 0, rows, at, own.length);
      at += own.length;
    }
    return rows;
  }

  private byte[] batch(int step) {
    try (TrainingLoader loader = new TrainingLoader(dataset, augmentation, batching, 0)) {
      loader.seek(0, step);
      return BatchPlot.draw(tiles(loader.next(), loader.paths(0, step)), dataset.classNames());
    }
  }

  /** The images of a batch with its targets; the names of quads are those of their first image. */
  static List<Tile> tiles(Batch batch, List<String> paths) {
    List<List<Box>> boxes = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      boxes.add(new ArrayList<>());
    }
    float[] targets = batch.targets();
    for (int i = 0; i < targets.length; i += 6) {
      double halfWidth = targets[i + 4] * batch.width() / 2;
      double halfHeight = targets[i + 5] * batch.height() / 2;
      double x = targets[i + 2] * batch.width();
      double y = targets[i + 3] * batch.height();
      boxes
          .get((int) targets[i])
          .add(
              new Box(
                  x - halfWidth,
                  y - halfHeight,
                  x + halfWidth,
                  y + halfHeight,
                  (int) targets[i + 1],
                  OptionalDouble.empty()));
    }
    List<Tile> tiles = new ArrayList<>();
    for (int i = 0; i < BatchPlot.shown(batch.size()); i++) {
      String path = paths.get(i * batch.samplesPerImage());
      tiles.add(
          new Tile(
              BatchPlot.image(batch.imagesNhwc(), i, batch.height(), batch.width()),
              boxes.get(i),
              path.substring(path.lastIndexOf('/') + 1)));
    }
    return tiles;
  }
}
