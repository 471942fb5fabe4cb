package dev.baton.worker.yolo.data;

import static dev.baton.worker.attempt.TrainerException.Kind.TRANSIENT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.baton.worker.attempt.TrainerException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Training batches in order, from any position. Batch k of an epoch is a pure function of data set,
 * settings, seed, epoch and k; threads work ahead of the caller and change nothing but the time.
 * Not thread-safe.
 */
public final class TrainingLoader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingLoader.class);

  /** Pixels kept between epochs: small data sets whole, of large ones a part. */
  private static final long KEPT_IMAGE_BYTES = 256L << 20;

  private static final Duration CLOSING = Duration.ofSeconds(60);

  private final ResizedImages images;
  private final TrainingSamples samples;
  private final int side;
  private final int batchSize;
  private final long seed;
  private final Optional<LoaderThreads> threads;
  private final int batchesAhead;

  private final Queue<ByteBuffer> freeBuffers = new ConcurrentLinkedQueue<>();
  private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
  private volatile long seeks;
  private long nextBatch; // to be submitted: epoch · batchesPerEpoch + step
  private ByteBuffer lentBuffer;

  /**
   * @param imgsz side of the square images in pixels
   * @param batch images in a batch; the last of an epoch may have fewer
   * @param loaderThreads threads that work ahead, 0 to load in the caller
   */
  public TrainingLoader(
      DetectionDataset dataset,
      int imgsz,
      int batch,
      Augmentation augmentation,
      long seed,
      int loaderThreads) {
    this.images =
        new ResizedImages(
            dataset, dataset.train(), imgsz, ImageReader.Shrinking.BILINEAR, KEPT_IMAGE_BYTES);
    this.samples = new TrainingSamples(images, imgsz, augmentation);
    this.side = imgsz;
    this.batchSize = Math.min(batch, images.count());
    this.seed = seed;
    this.threads =
        loaderThreads == 0 ? Optional.empty() : Optional.of(new LoaderThreads(loaderThreads));
    this.batchesAhead = loaderThreads + 1;
  }

  public int batchesPerEpoch() {
    return Math.ceilDiv(images.count(), batchSize);
  }

  /**
   * Makes {@link #next} return batch {@code step} of {@code epoch}, both from 0; {@code step} may
   * be {@link #batchesPerEpoch}, which is the start of the next epoch.
   */
  public void seek(int epoch, int step) {
    dropAhead();
    nextBatch = (long) epoch * batchesPerEpoch() + step;
  }

  /**
   * The next batch; after an epoch's last the first of the next. Its buffer is valid until the next
   * call of {@code next}, {@code seek} or {@code close}.
   *
   * @throws TrainerException {@code BAD_INPUT} naming a file that has changed since it was indexed;
   *     again at each call until {@code seek}
   */
  public Batch next() {
    takeBackBuffer();
    if (threads.isEmpty()) {
      Batch batch = make(nextBatch);
      nextBatch++;
      lentBuffer = batch.imagesNhwc();
      return batch;
    }
    while (ahead.size() < batchesAhead) {
      submit(threads.get());
    }
    Batch batch = await(ahead.getFirst());
    ahead.removeFirst();
    lentBuffer = batch.imagesNhwc();
    submit(threads.get());
    return batch;
  }

  private void takeBackBuffer() {
    if (lentBuffer != null) {
      freeBuffers.add(lentBuffer);
      lentBuffer = null;
    }
  }

  private void submit(LoaderThreads loaders) {
    long number = nextBatch++;
    long submittedIn = seeks;
    ahead.add(loaders.submit(() -> submittedIn == seeks ? make(number) : null));
  }

  private static Batch await(Future<Batch> batch) {
    try {
      return batch.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TrainerException cause) {
        throw new TrainerException(cause.kind(), cause.getMessage(), cause);
      }
      throw new IllegalStateException("A loader thread failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainerException(TRANSIENT, "interrupted while waiting for a batch", e);
    }
  }

  private Batch make(long number) {
    int epoch = (int) (number / batchesPerEpoch());
    int first = (int) (number % batchesPerEpoch()) * batchSize;
    int[] order = SampleDraws.epochOrder(seed, epoch, images.count());
    int size = Math.min(batchSize, order.length - first);
    ByteBuffer buffer = takeBuffer();
    List<float[]> annotations = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      SampleDraws draws = new SampleDraws(seed, epoch, first + i);
      try (TrainingSamples.Finished sample = samples.make(order[first + i], epoch, draws)) {
        writeRgb(sample.image(), buffer, i * bytesPerImage());
        annotations.add(sample.annotations());
      }
    }
    return new Batch(buffer.limit(size * bytesPerImage()), size, side, side, targets(annotations));
  }

  private int bytesPerImage() {
    return side * side * 3;
  }

  private ByteBuffer takeBuffer() {
    ByteBuffer free = freeBuffers.poll();
    return free == null ? ByteBuffer.allocateDirect(batchSize * bytesPerImage()) : free.clear();
  }

  /** Writes {@code bgr} as RGB from byte {@code offset} of a direct buffer on. */
  static void writeRgb(Mat bgr, ByteBuffer buffer, int offset) {
    int length = bgr.rows() * bgr.cols() * 3;
    try (BytePointer pixels = new BytePointer(buffer.slice(offset, length));
        Mat rgb = new Mat(bgr.rows(), bgr.cols(), CV_8UC3, pixels)) {
      cvtColor(bgr, rgb, COLOR_BGR2RGB);
    }
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

  /** Waits for what the threads have in hand; what they have not begun they skip. */
  private void dropAhead() {
    takeBackBuffer();
    seeks++;
    for (Future<Batch> batch : ahead) {
      try {
        Batch dropped = batch.get();
        if (dropped != null) {
          freeBuffers.add(dropped.imagesNhwc());
        }
      } catch (ExecutionException e) {
        LOG.debug("A batch that nobody waits for any more failed: {}", e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    ahead.clear();
  }

  /** Ends the threads and frees the images. */
  @Override
  public void close() {
    dropAhead();
    try {
      if (threads.isPresent() && !threads.get().end(CLOSING)) {
        LOG.warn("Loader threads still work {} after their end was asked for", CLOSING);
        return; // with their images
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    images.close();
  }
}
