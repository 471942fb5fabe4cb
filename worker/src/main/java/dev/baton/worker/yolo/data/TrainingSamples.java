package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.flip;

import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Makes training samples: a pure function of image number and draws. Thread-safe. */
final class TrainingSamples {
  private static final int UPSIDE_DOWN = 0;
  private static final int LEFT_RIGHT = 1;

  private final ImageSource source;
  private final int side;
  private final Augmentation augmentation;
  private final Mosaic mosaic;

  TrainingSamples(ImageSource source, int side, Augmentation augmentation) {
    this.source = source;
    this.side = side;
    this.augmentation = augmentation;
    this.mosaic = new Mosaic(source, side, augmentation);
  }

  /**
   * A finished sample.
   *
   * @param image 8-bit BGR, side×side
   * @param annotations (N, 5) class, centre x, centre y, width, height as parts of the side
   */
  record Finished(Mat image, float[] annotations) implements AutoCloseable {
    @Override
    public void close() {
      image.close();
    }
  }

  /**
   * @param image its number
   * @param epoch decides whether mosaics are still made
   */
  Finished make(int image, int epoch, Draws draws) {
    Sample sample = vary(image, epoch, draws);
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

  private Sample vary(int image, int epoch, Draws draws) {
    boolean isMosaicOn = epoch < augmentation.mosaicEndsAtEpoch();
    if (isMosaicOn && draws.unit() < augmentation.mosaic()) {
      Sample first = mosaic.ofFour(image, draws);
      if (draws.unit() < augmentation.mixup()) {
        return mix(first, mosaic.ofFour(draws.below(source.count()), draws), draws.mixRatio());
      }
      return first;
    }
    try (Mat loaded = source.image(image)) {
      Letterbox letterbox =
          Letterbox.fit(loaded.cols(), loaded.rows(), side, side, Letterbox.Enlarging.ALLOWED);
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
      for (int i = 0; i < mixed.length; i++) {
        double sum = (mixed[i] & 0xFF) * ratio + (other[i] & 0xFF) * (1 - ratio);
        mixed[i] = (byte) (int) sum;
      }
      firstPixels.put(mixed);
      return new Sample(first.image(), PixelBoxes.concat(List.of(first.boxes(), second.boxes())));
    }
  }

  private static void mirror(float[] rows, int coordinate) {
    for (int i = coordinate; i < rows.length; i += 5) {
      rows[i] = 1 - rows[i];
    }
  }
}
