package dev.baton.worker.yolo.data;

import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.yolo.data.TrainingSamples.Finished;
import dev.baton.worker.yolo.data.TrainingSamples.Frame;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Measures what one loader thread makes of a data set, with all of hyp.scratch-high. */
public final class DataBenchmark {
  private static final Augmentation AUGMENTATION = Augmentation.scratchHigh();
  private static final long SEED = 0;

  /** Much, but not all of a large data set: what is not kept is not part of the measurement. */
  private static final int MOST_IMAGES = 256;

  private DataBenchmark() {}

  /**
   * Images or samples a second, of one thread.
   *
   * @param decoded images read, checked, decoded and resized
   * @param mosaics mosaics of four kept images, warped
   * @param samples whole samples of kept images, colours, flips and the batch's layout included
   * @param freshSamples the same where every image must be read
   */
  public record Result(double decoded, double mosaics, double samples, double freshSamples) {}

  /**
   * Measures the training images of a data set.
   *
   * @param imgsz side of the samples in pixels
   * @param each time for each of the measurements, after as much to warm up
   * @throws dev.baton.worker.attempt.TrainerException when the data set cannot be used
   */
  public static Result run(Path dataYaml, int imgsz, Duration each) {
    DetectionDataset dataset =
        DetectionDataset.open(dataYaml, Optional.empty(), new UnkeptIndexes());
    int count = Math.min(MOST_IMAGES, dataset.train().size());
    try (ResizedImages kept = images(dataset, count, imgsz, Long.MAX_VALUE);
        ResizedImages fresh = images(dataset, count, imgsz, 0)) {
      Mosaic mosaic = new Mosaic(kept, imgsz, AUGMENTATION);
      int[] table = EpochOrder.fixed(count).table();
      return new Result(
          perSecond(each, i -> fresh.image(i % count).close()),
          perSecond(each, i -> mosaic.ofFour(i % count, table, draws(i)).close()),
          perSecond(each, maker(kept, imgsz, table)),
          perSecond(each, maker(fresh, imgsz, table)));
    }
  }

  private static ResizedImages images(
      DetectionDataset dataset, int count, int imgsz, long keptBytes) {
    return new ResizedImages(
        dataset,
        dataset.train().subList(0, count),
        imgsz,
        ImageReader.Shrinking.BILINEAR,
        keptBytes);
  }

  private static IntConsumer maker(ImageSource images, int imgsz, int[] table) {
    TrainingSamples samples = new TrainingSamples(images, imgsz, AUGMENTATION);
    Frame frame = new Frame(BatchShape.square(imgsz), true, table);
    ByteBuffer buffer = ByteBuffer.allocateDirect(frame.shape().bytes());
    return i -> {
      try (Finished sample = samples.make(i % images.count(), frame, draws(i))) {
        Pixels.write(sample.image(), buffer, 0);
      }
    };
  }

  private static Draws draws(int position) {
    return new SampleDraws(SEED, 0, position);
  }

  /** Whoever measures once keeps no index. */
  private static final class UnkeptIndexes implements DataIndexes {
    @Override
    public Optional<byte[]> find(String digest) {
      return Optional.empty();
    }

    @Override
    public void save(String digest, byte[] index) {}
  }

  private static double perSecond(Duration each, IntConsumer work) {
    repeat(each, work);
    long start = System.nanoTime();
    int done = repeat(each, work);
    return done * 1e9 / (System.nanoTime() - start);
  }

  private static int repeat(Duration atLeast, IntConsumer work) {
    long end = System.nanoTime() + atLeast.toNanos();
    int done = 0;
    while (done == 0 || System.nanoTime() < end) {
      work.accept(done++);
    }
    return done;
  }
}
