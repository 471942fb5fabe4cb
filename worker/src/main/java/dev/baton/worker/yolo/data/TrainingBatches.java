package dev.baton.worker.yolo.data;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.TrainingSamples.Finished;
import dev.baton.worker.yolo.data.TrainingSamples.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the batches of a training, each a pure function of its number and of the weights of the
 * images. Thread-safe.
 */
final class TrainingBatches {
  /** Strides added to each side of a rectangular batch; validation adds a half. */
  private static final double EXTRA_STRIDES = 0;

  private static final int QUAD = 4;
  private static final float[] TILE_X = {0, 0, 1, 1};
  private static final float[] TILE_Y = {0, 1, 0, 1};

  private final List<IndexedImage> images;
  private final TrainingSamples samples;
  private final Augmentation augmentation;
  private final Batching batching;
  private final int batchSize;

  /** Weights of the images, or none; read and replaced as a whole. */
  private volatile double[] weights = new double[0];

  private volatile Ordered lastOrdered = new Ordered(-1, null, null);

  /** The order of an epoch, kept because many batches need it. */
  private record Ordered(int epoch, double[] weights, EpochOrder order) {}

  /**
   * @param images in the order of the source's numbers; by their aspects if batches are rectangular
   */
  TrainingBatches(
      List<IndexedImage> images, ImageSource source, Augmentation augmentation, Batching batching) {
    this.images = images;
    this.samples = new TrainingSamples(source, batching.imgsz(), augmentation);
    this.augmentation = augmentation;
    this.batching = batching;
    this.batchSize = Math.min(batching.batch(), images.size());
    if (batching.quad() && batchSize < QUAD) {
      throw new TrainerException(
          BAD_INPUT,
          "Field quad: it makes one image of four, but batch is %d and there are %d training images; raise them or leave quad out"
              .formatted(batching.batch(), images.size()));
    }
  }

  /** With quads, what is left at the end of an epoch counts only if it has a quad. */
  int perEpoch() {
    int left = images.size() % batchSize;
    return images.size() / batchSize + (left >= (batching.quad() ? QUAD : 1) ? 1 : 0);
  }

  void weigh(double[] imageWeights) {
    weights = imageWeights;
  }

  /**
   * Bytes of the largest batch.
   *
   * @throws TrainerException {@code BAD_INPUT} when no buffer takes so many
   */
  int largestBytes() {
    if (!batching.isRectangular()) {
      return BatchShape.square(batching.imgsz()).bytes(batchSize);
    }
    int largest = 0;
    for (int step = 0; step < perEpoch(); step++) {
      int first = step * batchSize;
      largest = Math.max(largest, shape(first).bytes(count(first)));
    }
    return largest;
  }

  /** Images at batch {@code step} of {@code epoch}, without the further ones of mosaics. */
  List<String> paths(int epoch, int step) {
    int[] order = order(epoch).images();
    int first = step * batchSize;
    List<String> paths = new ArrayList<>();
    for (int i = first; i < first + count(first); i++) {
      paths.add(images.get(order[i]).path());
    }
    return paths;
  }

  /**
   * Makes a batch.
   *
   * @param number epoch · {@link #perEpoch} + step
   * @param buffer direct, with room for {@link #largestBytes}; becomes the batch's
   */
  Batch make(long number, ByteBuffer buffer) {
    int epoch = (int) (number / perEpoch());
    int step = (int) (number % perEpoch());
    int first = step * batchSize;
    EpochOrder order = order(epoch);
    BatchShape shape = shape(first);
    boolean hasMosaics = !batching.isRectangular() && epoch < augmentation.mosaicEndsAtEpoch();
    Frame frame = new Frame(shape, hasMosaics, order.table());
    SampleDraws draws = SampleDraws.ofStep(batching.seed(), epoch, step);
    List<float[]> annotations = new ArrayList<>();
    for (int i = 0; i < count(first); i += samplesPerImage()) {
      int offset = i * shape.bytes();
      if (!batching.quad()) {
        annotations.add(write(order, epoch, first + i, frame, buffer, offset));
      } else if (draws.unit() < 0.5) {
        annotations.add(writeDoubled(order, epoch, first + i, frame, buffer, offset));
      } else {
        annotations.add(writeTiled(order, epoch, first + i, frame, buffer, offset));
      }
    }
    BatchShape whole = batching.quad() ? shape.doubled() : shape;
    BatchShape seen = batching.multiScale() ? whole.scaledTo(networkSide(draws)) : whole;
    int size = annotations.size();
    return new Batch(
        buffer.limit(size * whole.bytes()),
        size,
        whole.height(),
        whole.width(),
        targets(annotations),
        seen.height(),
        seen.width(),
        samplesPerImage());
  }

  private int samplesPerImage() {
    return batching.quad() ? QUAD : 1;
  }

  private int count(int first) {
    int count = Math.min(batchSize, images.size() - first);
    return count - count % samplesPerImage();
  }

  private BatchShape shape(int first) {
    return batching.isRectangular()
        ? BatchShape.of(
            images.subList(first, first + count(first)), batching.imgsz(), EXTRA_STRIDES)
        : BatchShape.square(batching.imgsz());
  }

  private EpochOrder order(int epoch) {
    double[] now = weights;
    Ordered last = lastOrdered;
    if (last.epoch == epoch && last.weights == now) {
      return last.order;
    }
    EpochOrder order;
    if (batching.isRectangular()) {
      order = EpochOrder.fixed(images.size());
    } else if (batching.imageWeights() && now.length > 0) {
      order = EpochOrder.weighted(batching.seed(), epoch, now);
    } else {
      order = EpochOrder.shuffled(batching.seed(), epoch, images.size());
    }
    lastOrdered = new Ordered(epoch, now, order);
    return order;
  }

  /** A multiple of 32 from half to one and a half of the side. */
  private int networkSide(Draws draws) {
    int low = batching.imgsz() / 2;
    int drawn = low + draws.below(batching.imgsz() + BatchShape.STRIDE);
    return drawn / BatchShape.STRIDE * BatchShape.STRIDE;
  }

  private Finished sample(EpochOrder order, int epoch, int position, Frame frame) {
    SampleDraws draws = new SampleDraws(batching.seed(), epoch, position);
    return samples.make(order.images()[position], frame, draws);
  }

  private float[] write(
      EpochOrder order, int epoch, int position, Frame frame, ByteBuffer buffer, int offset) {
    try (Finished sample = sample(order, epoch, position, frame)) {
      Pixels.write(sample.image(), buffer, offset);
      return sample.annotations();
    }
  }

  private float[] writeDoubled(
      EpochOrder order, int epoch, int position, Frame frame, ByteBuffer buffer, int offset) {
    try (Finished sample = sample(order, epoch, position, frame)) {
      Pixels.writeDoubled(sample.image(), buffer, offset);
      return sample.annotations();
    }
  }

  private float[] writeTiled(
      EpochOrder order, int epoch, int position, Frame frame, ByteBuffer buffer, int offset) {
    List<Finished> four = new ArrayList<>();
    try {
      for (int tile = 0; tile < QUAD; tile++) {
        four.add(sample(order, epoch, position + tile, frame));
      }
      Pixels.writeTiled(four.stream().map(Finished::image).toList(), buffer, offset);
      return tiled(four.stream().map(Finished::annotations).toList());
    } finally {
      four.forEach(Finished::close);
    }
  }

  /** The (N, 5) of four tiles as those of the whole. */
  private static float[] tiled(List<float[]> tiles) {
    float[] rows = new float[tiles.stream().mapToInt(tile -> tile.length).sum()];
    int at = 0;
    for (int tile = 0; tile < QUAD; tile++) {
      float[] own = tiles.get(tile);
      for (int i = 0; i < own.length; i += 5) {
        rows[at] = own[i];
        rows[at + 1] = (own[i + 1] + TILE_X[tile]) * 0.5f;
        rows[at + 2] = (own[i + 2] + TILE_Y[tile]) * 0.5f;
        rows[at + 3] = own[i + 3] * 0.5f;
        rows[at + 4] = own[i + 4] * 0.5f;
        at += 5;
      }
    }
    return rows;
  }

  /** (M, 6) from the (N, 5) of each image: its index in the batch goes in front of each row. */
  static float[] targets(List<float[]> annotations) {
    float[] targets = new float[annotations.stream().mapToInt(a -> a.length / 5 * 6).sum()];
    int at = 0;
    for (int image = 0; image < annotations.size(); image++) {
      float[] rows = annotations.get(image);
      for (int row = 0; row < rows.length; row += 5) {
        targets[at] = image;
        System.arraycopy(rows, row, targets, at + 1, 5);
        at += 6;
      }
    }
    return targets;
  }
}
