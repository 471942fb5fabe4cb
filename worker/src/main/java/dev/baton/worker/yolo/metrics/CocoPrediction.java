package dev.baton.worker.yolo.metrics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A detection as in COCO's results files.
 *
 * @param imageId the image's name without its ending: a {@code Long} where it is a number
 * @param box left, top, width, height in pixels of the original image, three decimals
 * @param score five decimals
 */
public record CocoPrediction(Object imageId, int categoryId, List<Double> box, double score) {
  private static final int BOX_DECIMALS = 3;
  private static final int SCORE_DECIMALS = 5;

  /** COCO's classes are 80 of the numbers from 1 to 90. */
  private static final Set<Integer> GAPS = Set.of(12, 26, 29, 30, 45, 66, 68, 69, 71, 83);

  private static final List<Integer> COCO_CATEGORIES = cocoCategories();

  /** How classes are numbered in the file. */
  public enum Categories {
    /** As COCO's own annotations have them. */
    COCO,
    /** By class index. */
    PLAIN;

    public int of(int classId) {
      return this == COCO ? COCO_CATEGORIES.get(classId) : classId;
    }
  }

  /**
   * @param found in pixels of the original image
   */
  public static CocoPrediction of(String imagePath, Detection found, Categories categories) {
    List<Double> box =
        List.of(
            rounded(found.x1(), BOX_DECIMALS),
            rounded(found.y1(), BOX_DECIMALS),
            rounded(found.x2() - found.x1(), BOX_DECIMALS),
            rounded(found.y2() - found.y1(), BOX_DECIMALS));
    return new CocoPrediction(
        imageId(imagePath),
        categories.of(found.classId()),
        box,
        rounded(found.score(), SCORE_DECIMALS));
  }

  /** The file's name without its ending; a number if it consists of digits. */
  public static Object imageId(String imagePath) {
    String name = imagePath.substring(imagePath.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return stem.matches("[0-9]{1,18}") ? (Object) Long.valueOf(stem) : stem;
  }

  private static double rounded(float value, int decimals) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
  }

  private static List<Integer> cocoCategories() {
    List<Integer> categories = new ArrayList<>();
    for (int id = 1; id <= 90; id++) {
      if (!GAPS.contains(id)) {
        categories.add(id);
      }
    }
    return List.copyOf(categories);
  }
}
