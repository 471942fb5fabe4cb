package dev.baton.worker.yolo.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a split has; with {@code --json} the fields of this record are the documented shape.
 *
 * @param split {@code train}, {@code val} or {@code test}
 * @param images that can be used
 * @param leftOut images that cannot
 * @param objects annotated objects
 * @param emptyImages images without objects, with a label file or not
 * @param unlabelledImages images without a label file
 * @param bytes of the image files
 * @param objectsOfClass objects of each class, by its number
 * @param imagesOfClass images with an object of the class, by its number
 * @param sizes of images, the most frequent first
 * @param smallObjects objects of fewer than 32² pixels, as COCO counts them
 * @param mediumObjects up to 96² pixels
 * @param largeObjects the others
 */
public record SplitStatistics(
    String split,
    int images,
    int leftOut,
    int objects,
    int emptyImages,
    int unlabelledImages,
    long bytes,
    List<Integer> objectsOfClass,
    List<Integer> imagesOfClass,
    List<ImageSize> sizes,
    int smallObjects,
    int mediumObjects,
    int largeObjects) {

  private static final double SMALL_PX2 = 32 * 32;
  private static final double MEDIUM_PX2 = 96 * 96;

  /** Images of one size. */
  public record ImageSize(int width, int height, int images) {}

  /**
   * @param found image files, usable or not
   */
  static SplitStatistics of(Split split, int found, List<IndexedImage> images, int classes) {
    int[] objectsOfClass = new int[classes];
    int[] imagesOfClass = new int[classes];
    int[] bySize = new int[3];
    for (IndexedImage image : images) {
      boolean[] has = new boolean[classes];
      float[] rows = image.annotations().rows();
      for (int i = 0; i < rows.length; i += 5) {
        int classNumber = (int) rows[i];
        objectsOfClass[classNumber]++;
        has[classNumber] = true;
        double areaPx2 = (double) rows[i + 3] * image.width() * rows[i + 4] * image.height();
        bySize[areaPx2 < SMALL_PX2 ? 0 : areaPx2 <= MEDIUM_PX2 ? 1 : 2]++;
      }
      for (int c = 0; c < classes; c++) {
        imagesOfClass[c] += has[c] ? 1 : 0;
      }
    }
    return new SplitStatistics(
        split.key(),
        images.size(),
        found - images.size(),
        images.stream().mapToInt(image -> image.annotations().count()).sum(),
        (int) images.stream().filter(image -> image.annotations().count() == 0).count(),
        (int) images.stream().filter(image -> image.annotationsSha256().isEmpty()).count(),
        images.stream().mapToLong(IndexedImage::sizeBytes).sum(),
        list(objectsOfClass),
        list(imagesOfClass),
        sizes(images),
        bySize[0],
        bySize[1],
        bySize[2]);
  }

  private static List<ImageSize> sizes(List<IndexedImage> images) {
    Map<List<Integer>, Long> counts =
        images.stream()
            .collect(
                Collectors.groupingBy(
                    image -> List.of(image.width(), image.height()), Collectors.counting()));
    return counts.entrySet().stream()
        .map(e -> new ImageSize(e.getKey().get(0), e.getKey().get(1), e.getValue().intValue()))
        .sorted(
            Comparator.comparingInt(ImageSize::images)
                .reversed()
                .thenComparing(ImageSize::width)
                .thenComparing(ImageSize::height))
        .toList();
  }

  private static List<Integer> list(int[] numbers) {
    List<Integer> list = new ArrayList<>();
    for (int number : numbers) {
      list.add(number);
    }
    return List.copyOf(list);
  }
}
