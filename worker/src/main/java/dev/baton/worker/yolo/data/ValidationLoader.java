package dev.baton.worker.yolo.data;

import dev.baton.worker.attempt.TrainerException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Validation batches: not augmented, always in the same order, which is by proportions, so that
 * each batch is a rectangle of little more than its images. Not thread-safe.
 */
public final class ValidationLoader implements AutoCloseable {
  private static final long KEPT_IMAGE_BYTES = 128L << 20;

  /** Strides added to each side of a batch. */
  private static final double EXTRA_STRIDES = 0.5;

  private final List<IndexedImage> sorted;
  private final ResizedImages images;
  private final int longSidePx;
  private final int batchSize;
  private final int bytes;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

  /**
   * @param imgsz long side of the images in pixels
   * @param batch images in a batch; the last may have fewer
   * @throws TrainerException {@code BAD_INPUT} when no buffer takes so many
   */
  public ValidationLoader(DetectionDataset dataset, int imgsz, int batch) {
    this.sorted =
        dataset.val().stream()
            .sorted(Comparator.comparingDouble(BatchShape::aspect)) // stable
            .toList();
    this.images =
        new ResizedImages(dataset, sorted, imgsz, ImageReader.Shrinking.AREA, KEPT_IMAGE_BYTES);
    this.longSidePx = imgsz;
    this.batchSize = Math.min(batch, sorted.size());
    this.bytes = largestBytes();
  }

  private int largestBytes() {
    return IntStream.range(0, batches()).map(k -> shape(k).bytes(size(k))).max().orElse(0);
  }

  private BatchShape shape(int k) {
    int first = k * batchSize;
    return BatchShape.of(sorted.subList(first, first + size(k)), longSidePx, EXTRA_STRIDES);
  }

  private int size(int k) {
    return Math.min(batchSize, sorted.size() - k * batchSize);
  }

  public int batches() {
    return Math.ceilDiv(sorted.size(), batchSize);
  }

  /**
   * Batch {@code k}, from 0; its buffer is valid until the next call or {@code close}.
   *
   * @throws TrainerException {@code BAD_INPUT} naming a file that has changed since it was indexed
   */
  public ValidationBatch load(int k) {
    int first = k * batchSize;
    int size = size(k);
    BatchShape shape = shape(k);
    int bytesPerImage = shape.bytes();
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocateDirect(bytes);
    }
    buffer.clear().limit(size * bytesPerImage);
    List<float[]> annotations = new ArrayList<>();
    List<Placement> placements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      IndexedImage image = sorted.get(first + i);
      try (Mat loaded = images.image(first + i)) {
        Letterbox letterbox =
            Letterbox.fit(
                loaded.cols(),
                loaded.rows(),
                shape.width(),
                shape.height(),
                Letterbox.Enlarging.FORBIDDEN);
        try (Mat bordered = letterbox.apply(loaded)) {
          Pixels.write(bordered, buffer, i * bytesPerImage);
        }
        float[] rows =
            PixelBoxes.place(
                    image.annotations(),
                    letterbox.ratio() * loaded.cols(),
                    letterbox.ratio() * loaded.rows(),
                    letterbox.padX(),
                    letterbox.padY())
                .normalized(shape.width(), shape.height());
        annotations.add(rows);
        double gain = (double) loaded.rows() / image.height();
        placements.add(Placement.of(image, gain, letterbox.padX(), letterbox.padY(), rows, shape));
      }
    }
    float[] targets = TrainingBatches.targets(annotations);
    return new ValidationBatch(
        new Batch(buffer, size, shape.height(), shape.width(), targets), placements);
  }

  @Override
  public void close() {
    images.close();
  }
}
