package dev.baton.worker.yolo.plots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.worker.yolo.metrics.ConfusionMatrix;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.metrics.DetectionMetrics;
import dev.baton.worker.yolo.metrics.GroundTruth;
import dev.baton.worker.yolo.metrics.MetricCurves;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** That the pictures show their numbers; how they look is for eyes. */
class PlotsTest {
  private static final List<String> NAMES = List.of("circle", "square");
  private static final List<Detection> FOUND =
      List.of(
          new Detection(0, 0, 10, 10, .9f, 0),
          new Detection(20, 0, 30, 10, .8f, 0),
          new Detection(50, 0, 60, 10, .6f, 1));
  private static final List<GroundTruth> THERE =
      List.of(new GroundTruth(0, 0, 0, 10, 10), new GroundTruth(1, 20, 0, 30, 10));

  @Test
  void resultsShowFallingLosses() throws IOException {
    List<double[]> rows =
        IntStream.range(0, 5)
            .mapToObj(e -> new double[] {e, 4 - e, 3, 2, .1 * e, .1, .1, .1, 0, 0, 0, 0, 0, 0})
            .toList();
    BufferedImage image = image(ResultsPlot.draw(rows));
    assertThat(image.getWidth()).isEqualTo(1920);
    int[] line = rowsOf(image, Palette.of(0), 85, 85 + 275, 50, 330);
    assertThat(line[5]).isLessThan(line[270]); // y grows downwards
  }

  /** A training that diverged, and one of a single epoch. */
  @Test
  void resultsBearWhatIsNoNumber() throws IOException {
    double[] row = new double[14];
    assertThat(image(ResultsPlot.draw(List.of(row)))).isNotNull();
    row[4] = Double.NaN;
    row[6] = Double.POSITIVE_INFINITY;
    assertThat(image(ResultsPlot.draw(List.of(new double[14], row)))).isNotNull();
  }

  @Test
  void curvesAreDrawnForEveryClassAndTheirMean() throws IOException {
    DetectionMetrics metrics = new DetectionMetrics();
    metrics.add(FOUND, THERE);
    metrics.add(
        List.of(new Detection(20, 0, 30, 10, .7f, 1), new Detection(0, 0, 10, 10, .3f, 0)), THERE);
    MetricCurves curves = metrics.curves().orElseThrow();
    for (byte[] png :
        List.of(
            CurvePlots.precisionRecall(curves, NAMES),
            CurvePlots.precision(curves, NAMES),
            CurvePlots.recall(curves, NAMES),
            CurvePlots.f1(curves, NAMES))) {
      BufferedImage image = image(png);
      assertThat(colours(image))
          .contains(Palette.of(0).getRGB(), Palette.of(1).getRGB(), Palette.INK.getRGB());
    }
  }

  @Test
  void confusionIsDarkWhereAClassIsTakenForAnother() throws IOException {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    matrix.add(FOUND, THERE); // the circle is found, and the square taken for one
    BufferedImage image = image(ConfusionPlot.draw(matrix, NAMES));
    int dark = Palette.ramp(1).getRGB();
    int[] columns =
        IntStream.range(0, image.getWidth()).filter(x -> image.getRGB(x, 60) == dark).toArray();
    assertThat(columns.length).isBetween(280, 310); // two cells of 150 pixels
    assertThat(image.getRGB(columns[0], 60 + 150)).isEqualTo(Color.WHITE.getRGB());
  }

  @Test
  void confusionOfManyClassesHasRoomForAllOfThem() throws IOException {
    List<String> names = IntStream.range(0, 120).mapToObj("class %d"::formatted).toList();
    BufferedImage image = image(ConfusionPlot.draw(new ConfusionMatrix(120), names));
    assertThat(image.getWidth()).isGreaterThan(121 * 11);
  }

  @Test
  void confusionOfAThousandClassesIsNoLargerThanAMachineHasMemoryFor() throws IOException {
    List<String> names = IntStream.range(0, 1203).mapToObj("class %d"::formatted).toList();
    BufferedImage image = image(ConfusionPlot.draw(new ConfusionMatrix(1203), names));
    assertThat(image.getWidth()).isBetween(4000, 4300);
  }

  @Test
  void labelsAreCountedByClass() throws IOException {
    float[] rows = {0, .5f, .5f, .2f, .2f, 0, .5f, .5f, .9f, .9f, 1, .1f, .9f, .1f, .1f};
    BufferedImage image = image(LabelsPlot.draw(NAMES, rows));
    assertThat(colours(image)).contains(Palette.of(0).getRGB(), Palette.of(1).getRGB());
    assertThat(image(LabelsPlot.draw(NAMES, new float[0]))).isNotNull();
  }

  /** Centres of one kind and sizes of another: a panel of two numbers has a dark cell for each. */
  @Test
  void labelsAreShownAsPairsOfNumbers() throws IOException {
    float[] rows = {0, .1f, .9f, .2f, .2f, 0, .1f, .9f, .2f, .2f, 1, .1f, .9f, .2f, .2f};
    BufferedImage image = image(CorrelogramPlot.draw(rows));
    int left = 100; // the panel of y (upwards) against x, 260 pixels wide, 280 high
    int top = 30 + 330;
    int dark = Palette.ramp(1).getRGB();
    assertThat(image.getRGB(left + 26 + 2, top + 280 - 252 - 2)).isEqualTo(dark);
    assertThat(image.getRGB(left + 130, top + 140)).isNotEqualTo(dark);
    assertThat(image(CorrelogramPlot.draw(new float[0]))).isNotNull();
  }

  @Test
  void boxesOfABatchLieOnTheirImages() throws IOException {
    byte[] pixels = new byte[2 * 64 * 96 * 3];
    pixels[3 * 64 * 96] = (byte) 255; // the second image's first red
    ByteBuffer batch = ByteBuffer.wrap(pixels);
    BufferedImage second = BatchPlot.image(batch, 1, 64, 96);
    assertThat(second.getRGB(0, 0)).isEqualTo(Color.RED.getRGB());
    var box = new BatchPlot.Box(10, 30, 80, 60, 1, OptionalDouble.of(0.5));
    BufferedImage image =
        image(
            BatchPlot.draw(
                List.of(
                    new BatchPlot.Tile(BatchPlot.image(batch, 0, 64, 96), List.of(), "a.png"),
                    new BatchPlot.Tile(second, List.of(box), "b.png")),
                NAMES));
    assertThat(image.getWidth()).isEqualTo(96); // column by column: the second below the first
    int legend = 30;
    assertThat(image.getHeight()).isEqualTo(legend + 128);
    assertThat(image.getRGB(79, legend + 64 + 45)).isEqualTo(Palette.of(1).getRGB());
    assertThat(image.getRGB(79, legend + 45)).isEqualTo(Color.BLACK.getRGB());
  }

  @Test
  void largeBatchesAreScaledDown() throws IOException {
    BufferedImage large = new BufferedImage(640, 640, BufferedImage.TYPE_INT_RGB);
    List<BatchPlot.Tile> tiles =
        Stream.generate(() -> new BatchPlot.Tile(large, List.of(), "a")).limit(16).toList();
    assertThat(image(BatchPlot.draw(tiles, NAMES)).getWidth()).isEqualTo(1920);
    List<String> many = IntStream.range(0, 80).mapToObj("class %d"::formatted).toList();
    assertThat(image(BatchPlot.draw(tiles, many)).getHeight()).as("no legend").isEqualTo(1920);
    assertThat(BatchPlot.shown(64)).isEqualTo(16);
  }

  @Test
  void aHandoverOfOneTrainingIsALineThroughItsCurves() throws IOException {
    var curve =
        new TrainingsPlot.Curve(0, "loss", new double[] {1, 2, 3, 4}, new double[] {4, 3, 2, 1});
    var mark = new TrainingsPlot.Mark(1.5, MarkSymbol.CROSS, "killed");
    var lane = new TrainingsPlot.Lane("exp1", new double[] {1, 1.5, 2}, List.of(mark));
    BufferedImage image =
        image(
            TrainingsPlot.draw(
                List.of(new TrainingsPlot.Panel("loss", List.of(curve))), List.of(lane)));
    int[] line = rowsOf(image, Palette.of(0), 90, 90 + 1040, 50, 380);
    assertThat(line[400]).isLessThan(line[900]); // y grows downwards
    assertThat(colours(image)).contains(MarkSymbol.CROSS.colour().getRGB());
    int at = 90 + 1040 * 3 / 8; // one and a half of four epochs
    long marked = IntStream.range(50, 380).filter(y -> isReddish(image.getRGB(at, y))).count();
    assertThat(marked).isGreaterThan(100); // of 330, since the line is dashed
  }

  private static boolean isReddish(int rgb) {
    Color colour = new Color(rgb);
    return colour.getRed() > colour.getBlue() + 30;
  }

  @Test
  void trainingsAreComparedInTheirOwnColours() throws IOException {
    double[] epochs = {1, 2, 3};
    var first = new TrainingsPlot.Curve(0, "exp1", epochs, new double[] {3, Double.NaN, 1});
    var second = new TrainingsPlot.Curve(1, "exp2", new double[0], new double[0]);
    var third = new TrainingsPlot.Curve(2, "exp3", epochs, new double[] {2, 2, 2});
    List<TrainingsPlot.Lane> lanes =
        Stream.of("exp1", "exp2", "exp3")
            .map(
                name ->
                    new TrainingsPlot.Lane(
                        name,
                        new double[] {1},
                        List.of(new TrainingsPlot.Mark(2.5, MarkSymbol.RING, "yielded"))))
            .toList();
    BufferedImage image =
        image(
            TrainingsPlot.draw(
                List.of(new TrainingsPlot.Panel("loss", List.of(first, second, third))), lanes));
    assertThat(colours(image)).contains(Palette.of(0).getRGB(), Palette.of(2).getRGB());
  }

  @Test
  void unknownLettersBecomeBoxes() {
    assertThat(Canvas.textWidth("細胞", 10)).isEqualTo(Canvas.textWidth("□□", 10));
    assertThat(Canvas.fitted("a very long name", 10, 40)).endsWith("…").hasSizeLessThan(10);
  }

  private static BufferedImage image(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static List<Integer> colours(BufferedImage image) {
    int[] all = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return IntStream.of(all).distinct().boxed().toList();
  }

  /** For each column from {@code left} the first row of a colour, or 0. */
  private static int[] rowsOf(
      BufferedImage image, Color colour, int left, int right, int top, int bottom) {
    return IntStream.range(left, right)
        .map(
            x ->
                IntStream.range(top, bottom)
                    .filter(y -> image.getRGB(x, y) == colour.getRGB())
                    .findFirst()
                    .orElse(0))
        .toArray();
  }
}
