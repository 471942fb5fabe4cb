package dev.baton.worker.yolo.data;

import static dev.baton.worker.attempt.TrainerException.Kind.TRANSIENT;

import dev.baton.worker.attempt.TrainerException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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
  private final TrainingBatches batches;
  private final ImageWeights imageWeights;
  private final boolean isWeighted;
  private final int bytes;
  private final Optional<LoaderThreads> threads;
  private final int batchesAhead;

  private final Queue<ByteBuffer> freeBuffers = new ConcurrentLinkedQueue<>();
  private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
  private volatile long seeks;
  private long nextBatch; // to be submitted: epoch · batchesPerEpoch + step
  private ByteBuffer lentBuffer;
  private long waited;

  /**
   * @param loaderThreads threads that work ahead, 0 to load in the caller
   * @throws TrainerException {@code BAD_INPUT} when there are too few images for the batching
   */
  public TrainingLoader(
      DetectionDataset dataset, Augmentation augmentation, Batching batching, int loaderThreads) {
    List<IndexedImage> train =
        batching.isRectangular()
            ? dataset.train().stream()
                .sorted(Comparator.comparingDouble(BatchShape::aspect)) // stable
                .toList()
            : dataset.train();
    images =
        new ResizedImages(
            dataset, train, batching.imgsz(), ImageReader.Shrinking.BILINEAR, KEPT_IMAGE_BYTES);
    batches = new TrainingBatches(train, images, augmentation, batching);
    imageWeights =
        new ImageWeights(
            train.stream().map(IndexedImage::annotations).toList(), dataset.classNames().size());
    isWeighted = batching.imageWeights();
    bytes = batches.largestBytes();
    threads = loaderThreads == 0 ? Optional.empty() : Optional.of(new LoaderThreads(loaderThreads));
    batchesAhead = loaderThreads + 1;
    weigh(new double[dataset.classNames().size()]);
  }

  public int batchesPerEpoch() {
    return batches.perEpoch();
  }

  /**
   * Says how well each class is detected, which decides the images of the epochs that follow when
   * they are weighted. Called between two epochs, or before {@link #seek}. Until then it is 0.
   *
   * @param classMaps mAP50-95 of each class
   */
  public void weigh(double[] classMaps) {
    if (isWeighted) {
      batches.weigh(imageWeights.ofImages(classMaps));
    }
  }

  /**
   * The images of a batch by path relative to the data set's root, without the further ones of
   * mosaics.
   */
  public List<String> paths(int epoch, int step) {
    return batches.paths(epoch, step);
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
    long started = System.nanoTime();
    Batch batch = threads.isEmpty() ? nextAlone() : nextOf(threads.get());
    waited += System.nanoTime() - started;
    lentBuffer = batch.imagesNhwc();
    return batch;
  }

  private Batch nextAlone() {
    Batch batch = make(nextBatch);
    nextBatch++;
    return batch;
  }

  private Batch nextOf(LoaderThreads loaders) {
    long number = nextBatch - ahead.size();
    submitAhead(loaders, number);
    Batch batch = await(ahead.getFirst());
    ahead.removeFirst();
    submitAhead(loaders, number);
    return batch;
  }

  /** Weights of images become known with an epoch's end, so no batch is made before. */
  private void submitAhead(LoaderThreads loaders, long number) {
    long epochsEnd = (number / batchesPerEpoch() + 1) * batchesPerEpoch();
    while (ahead.size() < batchesAhead && !(isWeighted && nextBatch >= epochsEnd)) {
      submit(loaders);
    }
  }

  /** The time that {@link #next} has taken so far: what the caller waited for batches. */
  public Duration waited() {
    return Duration.ofNanos(waited);
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
    ByteBuffer free = freeBuffers.poll();
    return batches.make(number, free == null ? ByteBuffer.allocateDirect(bytes) : free.clear());
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
