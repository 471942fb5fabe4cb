package dev.baton.worker.yolo.data;

import dev.baton.worker.attempt.TrainerException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The images of a split, decoded and resized. As many as fit into a bound are kept, those that are
 * asked for first; none is ever dropped for another. Thread-safe but for {@link #close}.
 */
final class ResizedImages implements ImageSource, AutoCloseable {
  private final DetectionDataset dataset;
  private final List<IndexedImage> images;
  private final int longSidePx;
  private final ImageReader.Shrinking shrinking;
  private final AtomicReferenceArray<Mat> kept;
  private final AtomicLong bytesLeft;

  /**
   * @param keptBytes the bound, unless the data set's cache has another
   */
  ResizedImages(
      DetectionDataset dataset,
      List<IndexedImage> images,
      int longSidePx,
      ImageReader.Shrinking shrinking,
      long keptBytes) {
    this.dataset = dataset;
    this.images = images;
    this.longSidePx = longSidePx;
    this.shrinking = shrinking;
    this.kept = new AtomicReferenceArray<>(images.size());
    long allBytes = images.stream().mapToLong(image -> resizedBytes(image, longSidePx)).sum();
    this.bytesLeft = new AtomicLong(dataset.cache().keptBytes(allBytes, keptBytes));
  }

  private static long resizedBytes(IndexedImage image, int longSidePx) {
    double ratio = (double) longSidePx / Math.max(image.width(), image.height());
    return 3L * (int) (image.width() * ratio) * (int) (image.height() * ratio);
  }

  @Override
  public int count() {
    return images.size();
  }

  @Override
  public Annotations annotations(int i) {
    return images.get(i).annotations();
  }

  /**
   * @throws TrainerException {@code BAD_INPUT} when the file has changed since it was indexed
   */
  @Override
  public Mat image(int i) {
    Mat found = kept.get(i);
    if (found == null) {
      Mat loaded = load(images.get(i));
      long bytes = loaded.total() * loaded.elemSize();
      if (bytesLeft.addAndGet(-bytes) < 0) {
        bytesLeft.addAndGet(bytes);
        return loaded;
      }
      if (kept.compareAndSet(i, null, loaded)) {
        found = loaded;
      } else { // another thread has loaded it meanwhile
        bytesLeft.addAndGet(bytes);
        return loaded;
      }
    }
    return new Mat(found); // a second owner of the same pixels
  }

  private Mat load(IndexedImage image) {
    Mat loaded = dataset.decode(image);
    ImageReader.resizeToLongSide(loaded, longSidePx, shrinking);
    return loaded;
  }

  @Override
  public void close() {
    for (int i = 0; i < kept.length(); i++) {
      Mat image = kept.getAndSet(i, null);
      if (image != null) {
        image.close();
      }
    }
  }
}
