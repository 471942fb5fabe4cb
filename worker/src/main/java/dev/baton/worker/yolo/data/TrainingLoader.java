package dev.baton.worker.yolo.data;

/**
 * Training batches in order, from any position. Not thread-safe; its own threads only work ahead.
 */
public final class TrainingLoader implements AutoCloseable {

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
    throw new UnsupportedOperationException();
  }

  public int batchesPerEpoch() {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes {@link #next} return batch {@code step} of {@code epoch}, both from 0; {@code step} may
   * be {@link #batchesPerEpoch}, which is the start of the next epoch.
   */
  public void seek(int epoch, int step) {
    throw new UnsupportedOperationException();
  }

  /**
   * The next batch; after an epoch's last the first of the next. Its buffer is valid until the next
   * call of {@code next}, {@code seek} or {@code close}.
   *
   * @throws dev.baton.worker.attempt.TrainerException {@code BAD_INPUT} naming a file that has
   *     changed or cannot be decoded
   */
  public Batch next() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
