package dev.baton.worker.yolo;

import dev.baton.worker.attempt.Picture;
import dev.baton.worker.yolo.data.ValidationBatch;
import dev.baton.worker.yolo.metrics.ConfusionMatrix;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.metrics.MetricCurves;
import dev.baton.worker.yolo.plots.BatchPlot;
import dev.baton.worker.yolo.plots.BatchPlot.Box;
import dev.baton.worker.yolo.plots.BatchPlot.Tile;
import dev.baton.worker.yolo.plots.ConfusionPlot;
import dev.baton.worker.yolo.plots.CurvePlots;
import dev.baton.worker.yolo.plots.PictureNames;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Watches a validation and draws it. One thread uses it. */
final class ValidationPictures implements Spectator {
  /** Fainter detections are not drawn. */
  private static final float LEAST_SCORE = 0.25f;

  private final List<String> classNames;
  private final ConfusionMatrix confusion;
  private final List<Picture> ofBatches = new ArrayList<>();
  private List<Tile> labels = List.of();

  ValidationPictures(List<String> classNames) {
    this.classNames = classNames;
    this.confusion = new ConfusionMatrix(classNames.size());
  }

  /** The images are kept with their labels until what was found in them is known. */
  @Override
  public void begins(int number, ValidationBatch batch) {
    if (number < PictureNames.BATCHES) {
      List<String> paths =
          batch.placements().stream().map(placement -> placement.image().path()).toList();
      labels = DataPictures.tiles(batch.batch(), paths);
    }
  }

  /** Draws at once, so that only one batch's images are kept. */
  @Override
  public void saw(int number, List<SeenImage> images) {
    images.forEach(image -> confusion.add(image.found(), image.there()));
    if (number < PictureNames.BATCHES) {
      List<Tile> found = new ArrayList<>();
      for (int i = 0; i < labels.size(); i++) {
        Tile tile = labels.get(i);
        found.add(new Tile(tile.image(), boxes(images.get(i).inBatch()), tile.name()));
      }
      byte[] labelsPng = BatchPlot.draw(labels, classNames);
      byte[] foundPng = BatchPlot.draw(found, classNames);
      ofBatches.add(new Picture(PictureNames.valLabels(number), () -> labelsPng));
      ofBatches.add(new Picture(PictureNames.valPredictions(number), () -> foundPng));
      labels = List.of();
    }
  }

  private static List<Box> boxes(List<Detection> found) {
    return found.stream()
        .filter(one -> one.score() > LEAST_SCORE)
        .map(
            one ->
                new Box(
                    one.x1(),
                    one.y1(),
                    one.x2(),
                    one.y2(),
                    one.classId(),
                    OptionalDouble.of(one.score())))
        .toList()
        .reversed(); // so that the surest lie on top
  }

  /**
   * All pictures of the validation that gave {@code result}; the curves only if anything is right.
   */
  List<Picture> all(Validation.Result result) {
    List<Picture> pictures = new ArrayList<>();
    result
        .detections()
        .curves()
        .ifPresent(
            curves -> {
              pictures.addAll(ofCurves(curves));
              pictures.add(
                  new Picture(
                      PictureNames.CONFUSION, () -> ConfusionPlot.draw(confusion, classNames)));
            });
    pictures.addAll(ofBatches);
    return pictures;
  }

  private List<Picture> ofCurves(MetricCurves curves) {
    return List.of(
        new Picture(PictureNames.PR_CURVE, () -> CurvePlots.precisionRecall(curves, classNames)),
        new Picture(PictureNames.P_CURVE, () -> CurvePlots.precision(curves, classNames)),
        new Picture(PictureNames.R_CURVE, () -> CurvePlots.recall(curves, classNames)),
        new Picture(PictureNames.F1_CURVE, () -> CurvePlots.f1(curves, classNames)));
  }
}
