package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.flip;

import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Makes training samples: a pure function of image number and draws. Thread-safe. */
final class TrainingSamples {
  private static final int UPSIDE_DOWN = 0;
  private static final int LEFT_RIGHT = 1;

  /** Values of an 8-bit channel. */
  private static final int LEVELS = 256;

  private final ImageSource source;
  private final Augmentation augmentation;
  private final Mosaic mosaic;

  /**
   * What the samples of a batch have in common.
   *
   * @param shape of the samples; square if there are mosaics
   * @param hasMosaics whether mosaics may be made
   * @param table images that mosaics draw their further tiles from
   */
  record Frame(BatchShape shape, boolean hasMosaics, int[] table) {}

  /**
   * @param side of samples made of mosaics, in pixels
   */
  TrainingSamples(ImageSource source, int side, Augmentation augmentation) {
    this.source = source;
    this.augmentation = augmentation;
    this.mosaic = new Mosaic(source, side, augmentation);
  }

  /**
   * A finished sample.
   *
   * @param image 8-bit BGR of the frame's shape
   * @param annotations (N, 5) class, centre x, centre y, width, height as parts of the sides
   */
  record Finished(Mat image, float[] annotations) implements AutoCloseable {
    @Override
    public void close() {
      image.close();
    }
  }

  /**
   * @param image its number
   */
  Finished make(int image, Frame frame, Draws draws) {
    Sample sample = vary(image, frame, draws);
    Mat pixels = sample.image();
    float[] rows = sample.boxes().normalized(pixels.cols(), pixels.rows());
    HsvJitter.draw(augmentation, draws).ifPresent(jitter -> jitter.apply(pixels));
    if (draws.unit() < augmentation.flipud()) {
      flip(pixels, pixels, UPSIDE_DOWN);
      mirror(rows, 2);
    }
    if (draws.unit() < augmentation.fliplr()) {
      flip(pixels, pixels, LEFT_RIGHT);
      mirror(rows, 1);
    }
    return new Finished(pixels, rows);
  }

  private Sample vary(int image, Frame frame, Draws draws) {
    if (frame.hasMosaics() && draws.unit() < augmentation.mosaic()) {
      Sample first = mosaic.ofFour(image, frame.table(), draws);
      if (draws.unit() < augmentation.mixup()) {
        Sample second = mosaic.ofFour(draws.below(source.count()), frame.table(), draws);
        return mix(first, second, draws.mixRatio());
      }
      return first;
    }
    try (Mat loaded = source.image(image)) {
      Letterbox letterbox =
          Letterbox.fit(
              loaded.cols(),
              loaded.rows(),
              frame.shape().width(),
              frame.shape().height(),
              Letterbox.Enlarging.ALLOWED);
      PixelBoxes boxes =
          PixelBoxes.place(
              source.annotations(image),
              letterbox.ratio() * loaded.cols(),
              letterbox.ratio() * loaded.rows(),
              letterbox.padX(),
              letterbox.padY());
      Sample sample = new Sample(letterbox.apply(loaded), boxes.withoutPolygons());
      return RandomPerspective.draw(augmentation, draws).apply(sample, 0, augmentation);
    }
  }

  /**
   * Mixup (Zhang et al. 2017, arXiv:1710.09412) of two images; the objects of both count in full.
   * Truncates where OpenCV's weighted sum would round.
   */
  private static Sample mix(Sample first, Sample second, double ratio) {
    try (second;
        BytePointer firstPixels = first.image().data();
        BytePointer secondPixels = second.image().data()) {
      byte[] mixed = new byte[(int) (first.image().total() * first.image().elemSize())];
      byte[] other = new byte[mixed.length];
      firstPixels.get(mixed);
      secondPixels.get(other);
      double[] firstParts = levelsTimes(ratio);
      double[] secondParts = levelsTimes(1 - ratio);
      for (int i = 0; i < mixed.length; i++) {
        mixed[i] = (byte) (int) (firstParts[mixed[i] & 0xFF] + secondParts[other[i] & 0xFF]);
      }
      firstPixels.put(mixed);
      return new Sample(first.image(), PixelBoxes.concat(List.of(first.boxes(), second.boxes())));
    }
  }

  private static double[] levelsTimes(double factor) {
    double[] products = new double[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      products[level] = level * factor;
    }
    return products;
  }

  private static void mirror(float[] rows, int coordinate) {
    for (int i = coordinate; i < rows.length; i += 5) {
      rows[i] = 1 - rows[i];
    }
  }
}
