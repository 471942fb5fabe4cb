package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Several images pasted into one canvas, so that objects appear small, cut and in company. */
final class Mosaic {
  private final ImageSource source;
  private final int side;
  private final Augmentation augmentation;

  /**
   * @param side of the sample in the end, in pixels; the canvas is twice as wide and high
   */
  Mosaic(ImageSource source, int side, Augmentation augmentation) {
    this.source = source;
    this.side = side;
    this.augmentation = augmentation;
  }

  /**
   * Image {@code first} and three others around a random centre.
   *
   * @param table images that the others are drawn from
   */
  Sample ofFour(int first, int[] table, Draws draws) {
    int centreY = (int) draws.uniform(side / 2.0, 3 * side / 2.0);
    int centreX = (int) draws.uniform(side / 2.0, 3 * side / 2.0);
    int[] images = imagesWith(first, 4, table, draws);
    Mat canvas = greyCanvas(2 * side);
    List<PixelBoxes> boxes = new ArrayList<>();
    for (int tile = 0; tile < images.length; tile++) {
      try (Mat image = source.image(images[tile])) {
        int left = tile % 2 == 0 ? centreX - image.cols() : centreX;
        int top = tile < 2 ? centreY - image.rows() : centreY;
        paste(image, canvas, left, top);
        boxes.add(
            PixelBoxes.place(
                source.annotations(images[tile]), image.cols(), image.rows(), left, top));
      }
    }
    return finish(canvas, PixelBoxes.concat(boxes), draws);
  }

  /**
   * Image {@code first} and eight others, wound around the one in the middle.
   *
   * @param table images that the others are drawn from
   */
  Sample ofNine(int first, int[] table, Draws draws) {
    int[] images = imagesWith(first, 9, table, draws);
    List<PixelBoxes> boxes = new ArrayList<>();
    try (Mat wide = greyCanvas(3 * side)) {
      int firstWidth = 0;
      int firstHeight = 0;
      int lastWidth = 0;
      int lastHeight = 0;
      for (int tile = 0; tile < images.length; tile++) {
        try (Mat image = source.image(images[tile])) {
          int w = image.cols();
          int h = image.rows();
          if (tile == 0) {
            firstWidth = w;
            firstHeight = h;
          }
          int left =
              switch (tile) {
                case 0, 1 -> side;
                case 2 -> side + lastWidth;
                case 3, 4 -> side + firstWidth;
                case 5 -> side + firstWidth - w;
                case 6 -> side + firstWidth - lastWidth - w;
                default -> side - w;
              };
          int top =
              switch (tile) {
                case 0, 3 -> side;
                case 1, 2 -> side - h;
                case 4 -> side + lastHeight;
                case 5, 6 -> side + firstHeight;
                case 7 -> side + firstHeight - h;
                default -> side + firstHeight - lastHeight - h;
              };
          paste(image, wide, left, top);
          boxes.add(PixelBoxes.place(source.annotations(images[tile]), w, h, left, top));
          lastWidth = w;
          lastHeight = h;
        }
      }
      int cropY = (int) draws.uniform(0, side);
      int cropX = (int) draws.uniform(0, side);
      try (Rect crop = new Rect(cropX, cropY, 2 * side, 2 * side);
          Mat view = new Mat(wide, crop)) {
        return finish(view.clone(), PixelBoxes.concat(boxes).shifted(-cropX, -cropY), draws);
      }
    }
  }

  private static int[] imagesWith(int first, int count, int[] table, Draws draws) {
    int[] images = new int[count];
    images[0] = first;
    for (int i = 1; i < count; i++) {
      images[i] = table[(int) (draws.unit() * table.length)];
    }
    draws.shuffle(images);
    return images;
  }

  private static Mat greyCanvas(int side) {
    try (Scalar grey = Scalar.all(Letterbox.GREY)) {
      return new Mat(side, side, CV_8UC3, grey);
    }
  }

  /** Copies what of {@code image} falls on the canvas when its corner is at (left, top). */
  private static void paste(Mat image, Mat canvas, int left, int top) {
    int x1 = Math.max(left, 0);
    int y1 = Math.max(top, 0);
    int x2 = Math.min(left + image.cols(), canvas.cols());
    int y2 = Math.min(top + image.rows(), canvas.rows());
    if (x2 <= x1 || y2 <= y1) {
      return;
    }
    try (Rect to = new Rect(x1, y1, x2 - x1, y2 - y1);
        Rect from = new Rect(x1 - left, y1 - top, x2 - x1, y2 - y1);
        Mat target = new Mat(canvas, to);
        Mat part = new Mat(image, from)) {
      part.copyTo(target);
    }
  }

  private Sample finish(Mat canvas, PixelBoxes boxes, Draws draws) {
    Sample mosaic = new Sample(canvas, boxes.clippedTo(2 * side));
    Sample pasted = CopyPaste.apply(mosaic, augmentation.copyPaste(), draws);
    return RandomPerspective.draw(augmentation, draws).apply(pasted, -(side / 2), augmentation);
  }
}
