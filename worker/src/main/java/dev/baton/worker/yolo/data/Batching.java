package dev.baton.worker.yolo.data;

/**
 * How training images become batches; the names are those of the request.
 *
 * @param imgsz side of the square images, or the longer side of rectangular ones, in pixels
 * @param batch images in a batch; the last of an epoch may have fewer
 * @param seed of every draw
 * @param rect batches of like-shaped images: in a fixed order and without mosaics; off with {@code
 *     imageWeights}
 * @param quad four samples of a batch become one image of twice the side
 * @param imageWeights images of rare and badly detected classes are drawn more often
 * @param multiScale the network sees each batch at a size of its own
 */
public record Batching(
    int imgsz,
    int batch,
    long seed,
    boolean rect,
    boolean quad,
    boolean imageWeights,
    boolean multiScale) {

  /** Square batches in shuffled order. */
  public static Batching square(int imgsz, int batch, long seed) {
    return new Batching(imgsz, batch, seed, false, false, false, false);
  }

  boolean isRectangular() {
    return rect && !imageWeights;
  }
}
