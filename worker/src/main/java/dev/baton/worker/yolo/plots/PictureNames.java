package dev.baton.worker.yolo.plots;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the pictures are called: as in the reference, whose sample images are JPEG, ours PNG. */
public final class PictureNames {
  public static final String LABELS = "labels.png";
  public static final String CORRELOGRAM = "labels_correlogram.png";
  public static final String PR_CURVE = "PR_curve.png";
  public static final String P_CURVE = "P_curve.png";
  public static final String R_CURVE = "R_curve.png";
  public static final String F1_CURVE = "F1_curve.png";
  public static final String CONFUSION = "confusion_matrix.png";
  public static final String RESULTS = "results.png";

  /** Batches of which pictures are drawn: the first ones. */
  public static final int BATCHES = 3;

  private PictureNames() {}

  public static String trainBatch(int number) {
    return "train_batch%d.png".formatted(number);
  }

  public static String valLabels(int number) {
    return "val_batch%d_labels.png".formatted(number);
  }

  public static String valPredictions(int number) {
    return "val_batch%d_pred.png".formatted(number);
  }

  /** Every name there is. */
  public static List<String> all() {
    Stream<String> ofBatches =
        IntStream.range(0, BATCHES)
            .boxed()
            .flatMap(k -> Stream.of(trainBatch(k), valLabels(k), valPredictions(k)));
    return Stream.concat(
            Stream.of(
                LABELS, CORRELOGRAM, PR_CURVE, P_CURVE, R_CURVE, F1_CURVE, CONFUSION, RESULTS),
            ofBatches)
        .toList();
  }
}
