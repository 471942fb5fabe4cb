package dev.baton.worker.yolo.data;

/**
 * Where an image lies in its batch: what maps boxes of the network input back to the original
 * image.
 *
 * @param image the image
 * @param gain network pixels per original pixel, used for both axes
 * @param padX left border in network pixels, possibly a half
 * @param padY upper border in network pixels, possibly a half
 * @param groundTruth (M, 5) class, left, top, right, bottom in pixels of the original image
 */
public record Placement(
    IndexedImage image, double gain, double padX, double padY, float[] groundTruth) {

  /**
   * Maps boxes back to the original image and clips them to it.
   *
   * @param boxesXyxy (N, 4) in pixels of the network input
   * @return (N, 4) in pixels of the original image
   */
  public float[] toOriginal(float[] boxesXyxy) {
    float[] original = new float[boxesXyxy.length];
    for (int i = 0; i < original.length; i++) {
      boolean isX = i % 2 == 0;
      float shifted = boxesXyxy[i] - (float) (isX ? padX : padY);
      float side = isX ? image.width() : image.height();
      original[i] = Math.clamp(shifted / (float) gain, 0f, side);
    }
    return original;
  }
}
