package dev.baton.worker.yolo.data;

/** Validation batches: rectangular, not augmented, always in the same order. Not thread-safe. */
public final class ValidationLoader implements AutoCloseable {

  /**
   * @param imgsz long side of the images in pixels
   * @param batch images in a batch; the last may have fewer
   */
  public ValidationLoader(DetectionDataset dataset, int imgsz, int batch) {
    throw new UnsupportedOperationException();
  }

  public int batches() {
    throw new UnsupportedOperationException();
  }

  /** Batch {@code k}, from 0; its buffer is valid until the next call or {@code close}. */
  public ValidationBatch load(int k) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
