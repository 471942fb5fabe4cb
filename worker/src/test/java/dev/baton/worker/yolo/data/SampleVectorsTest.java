package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.worker.yolo.data.TrainingSamples.Frame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

/** Whole training samples with the reference's draws, appendix B.8 of the specification. */
class SampleVectorsTest {
  private static final Augmentation HYP = Augmentation.scratchHigh();
  private static final int[] ALL = IntStream.range(0, Vectors.images()).toArray();

  @Test
  void mosaicWithMixup() {
    ReferenceDraws draws = new ReferenceDraws(0);
    Augmentation augmentation = HYP.with(Map.of("mixup", 1.0));
    assertSample(
        make(Vectors::boxLabels, augmentation, 0, draws),
        "30186FF1",
        1378411,
        new double[][] {
          {0, .1358523, .5060357, .2717045, .2277406}, {2, .6968202, .4301222, .3643848, .3036540},
          {0, .5449932, .3086606, .1214616, .1821925}, {1, .1796594, .9427938, .2562081, .1143811},
          {2, .0729060, .9124284, .0854027, .1751119}, {0, .6209067, .9427938, .2732887, .1143811},
          {1, .5070364, .9124284, .0910963, .1751119}, {2, .1758974, .6793964, .2793733, .0841045},
          {0, .0705839, .6457545, .0687463, .0504627}
        });
    assertThat(draws.unit()).isEqualTo(0.09327186435241008);
    assertThat(draws.colourUnit()).isEqualTo(0.8917730007820798);
  }

  @Test
  void mosaicWithMixupDrawsWhatTheReferenceDraws() {
    NotedDraws draws = new NotedDraws(new ReferenceDraws(0));
    make(Vectors::boxLabels, HYP.with(Map.of("mixup", 1.0)), 0, draws).close();

    assertThat(pixels(draws.uniforms(), 0, 2)).containsExactly(80, 58); // centre y, x
    assertThat(images(draws.units(), 1, 4)).containsExactly(1, 3, 2);
    assertPrinted(draws.uniforms(), 5, 0.6073081); // after perspective x, y and degrees
    assertPrinted(draws.uniforms(), 8, 0.4501013, 0.5819493); // after shear x, y
    assertPrinted(draws.units(), 4, 0.9827855);
    assertThat(draws.indexes()).containsExactly(4);
    assertThat(pixels(draws.uniforms(), 10, 12)).containsExactly(89, 51);
    assertThat(images(draws.units(), 5, 8)).containsExactly(4, 5, 4);
    assertPrinted(draws.uniforms(), 15, 0.4680599);
    assertPrinted(draws.uniforms(), 18, 0.5042707, 0.4124559);
    assertThat(draws.shuffled()).containsExactly(List.of(0, 2, 1, 3), List.of(4, 4, 5, 4));
    assertPrinted(draws.mixRatios(), 0, 0.5567248);
    List<Double> colours = draws.colourUnits();
    assertThat(colours).hasSize(3);
    assertThat(factor(colours.get(0), HYP.hsvH())).isCloseTo(0.9977096, within(0.501e-7));
    assertThat(factor(colours.get(1), HYP.hsvS())).isCloseTo(1.2042518, within(0.501e-7));
    assertThat(factor(colours.get(2), HYP.hsvV())).isCloseTo(0.9500698, within(0.501e-7));
    assertPrinted(draws.units(), 8, 0.9184649, 0.9159945); // the flips
    assertThat(draws.units()).hasSize(10);
    assertThat(draws.uniforms()).hasSize(20);
  }

  private static List<Integer> pixels(List<Double> uniforms, int from, int to) {
    return uniforms.subList(from, to).stream().map(Double::intValue).toList();
  }

  private static List<Integer> images(List<Double> units, int from, int to) {
    return units.subList(from, to).stream().map(unit -> (int) (unit * ALL.length)).toList();
  }

  /** By which a colour unit varies hue, saturation or value. */
  private static double factor(double unit, double gain) {
    return 1 + (2 * unit - 1) * gain;
  }

  private static void assertPrinted(List<Double> drawn, int from, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(drawn.get(from + i)).isCloseTo(expected[i], within(0.501e-7));
    }
  }

  @Test
  void mosaicOfPolygonsWithCopyPasteAndPerspective() {
    ReferenceDraws draws = new ReferenceDraws(1);
    assertSample(
        make(Vectors::polygonLabels, everything(), 1, draws),
        "1A0D8135",
        855266,
        new double[][] {
          {1, .4672288, .3115167, .2585032, .3230140}, {2, .3595934, .2005026, .0878546, .1892987},
          {2, .9006265, .2751369, .1976631, .3218518}, {0, .8325878, .1591998, .1236794, .1950371},
          {1, .4756514, .8748904, .2529953, .2499349}, {2, .3703559, .7955031, .0861462, .1810840},
          {2, .9018762, .8470059, .1953904, .2527533}, {0, .8343831, .7618800, .1212971, .1860263},
          {2, .7003818, .7716085, .0856477, .1827737}, {2, .6959753, .1711476, .0873370, .1911365},
          {0, .2393861, .8049212, .1211398, .1829465}, {2, .1310866, .3296284, .2615470, .2999901},
          {2, .1372126, .8869933, .2715643, .2258453}, {0, .2261309, .2120765, .1235153, .1916804}
        });
    assertThat(draws.unit()).isEqualTo(0.7258526014465152);
    assertThat(draws.colourUnit()).isEqualTo(0.30233257263183977);
  }

  @Test
  void theSameWithAnotherSeed() {
    try (TrainingSamples.Finished sample =
        make(Vectors::polygonLabels, everything(), 1, new ReferenceDraws(3))) {
      byte[] planes = Vectors.planesRgb(Vectors.bytes(sample.image()));
      assertThat(Vectors.crc(planes)).isEqualTo("377A098F");
      assertThat(Vectors.sum(planes)).isEqualTo(1188409);
      assertThat(sample.annotations()).hasSize(11 * 5);
    }
  }

  @Test
  void closedMosaicLetterboxesOneImage() {
    assertSample(
        make(Vectors::boxLabels, HYP.withoutMosaicFrom(0), 1, new ReferenceDraws(2)),
        "9DFE476E",
        1466567,
        new double[][] {
          {1, .5339461, .4616273, .1066372, .1263848}, {2, .4895139, .4110734, .0355457, .0758309}
        });
  }

  @Test
  void mosaicOfNine() {
    VectorImages images = new VectorImages(Vectors::boxLabels);
    try (Sample sample =
        new Mosaic(images, Vectors.IMGSZ, HYP).ofNine(0, ALL, new ReferenceDraws(3))) {
      assertThat(Vectors.crc(sample.image())).isEqualTo("51AB0662");
      assertThat(sample.boxes().rows())
          .containsExactly(
              new float[] {
                0, 27.04711f, 38.58302f, 64, 64, 1, 23.44946f, 28.98928f, 37.84008f, 57.77052f
              },
              within(2e-5f));
    }
  }

  private static Augmentation everything() {
    return HYP.with(
        Map.of(
            "degrees", 10.0,
            "scale", 0.5,
            "shear", 3.0,
            "perspective", 0.0005,
            "flipud", 0.5,
            "mixup", 0.0,
            "copy_paste", 1.0));
  }

  private static TrainingSamples.Finished make(
      IntFunction<String> labels, Augmentation augmentation, int image, Draws draws) {
    VectorImages images = new VectorImages(labels);
    boolean hasMosaics = augmentation.mosaicEndsAtEpoch() > 0;
    Frame frame = new Frame(BatchShape.square(Vectors.IMGSZ), hasMosaics, ALL);
    return new TrainingSamples(images, Vectors.IMGSZ, augmentation).make(image, frame, draws);
  }

  private static void assertSample(
      TrainingSamples.Finished sample, String crc, long sum, double[][] rows) {
    try (sample) {
      byte[] planes = Vectors.planesRgb(Vectors.bytes(sample.image()));
      assertThat(sample.annotations()).hasSize(rows.length * 5);
      for (int i = 0; i < rows.length; i++) {
        for (int k = 0; k < 5; k++) {
          assertThat((double) sample.annotations()[i * 5 + k])
              .as("row %d, column %d", i, k)
              .isCloseTo(rows[i][k], within(2e-7));
        }
      }
      assertThat(Vectors.crc(planes)).isEqualTo(crc);
      assertThat(Vectors.sum(planes)).isEqualTo(sum);
    }
  }

  /** The specification's images with one of its two sets of label files. */
  private record VectorImages(IntFunction<String> labels) implements ImageSource {
    private static final int WITHOUT_LABELS = 4;

    @Override
    public int count() {
      return Vectors.images();
    }

    @Override
    public Mat image(int i) {
      Mat image = Vectors.image(i);
      ImageReader.resizeToLongSide(image, Vectors.IMGSZ, ImageReader.Shrinking.BILINEAR);
      return image;
    }

    @Override
    public Annotations annotations(int i) {
      String text = i == WITHOUT_LABELS ? "" : labels.apply(i);
      return LabelFile.parse(i + ".txt", text.getBytes(StandardCharsets.UTF_8))
          .annotations()
          .orElseThrow();
    }
  }
}
