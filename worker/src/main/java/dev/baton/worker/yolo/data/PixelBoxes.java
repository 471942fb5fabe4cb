package dev.baton.worker.yolo.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The objects on an image that is being made. FP32 as in the reference, so that boxes at a limit
 * fall on the same side of it. The arrays are shared: whoever changes them copies first.
 *
 * @param rows (N, 5) class, left, top, right, bottom in pixels
 * @param polygons empty, or N outlines of x, y pairs in pixels
 */
record PixelBoxes(float[] rows, List<float[]> polygons) {

  int count() {
    return rows.length / 5;
  }

  /**
   * Places annotations on an image.
   *
   * @param width what a whole image's width is there, in pixels
   * @param height what a whole image's height is there, in pixels
   * @param padX x of the image's left edge
   * @param padY y of the image's upper edge
   */
  static PixelBoxes place(
      Annotations annotations, double width, double height, double padX, double padY) {
    float w = (float) width;
    float h = (float) height;
    float[] rows = annotations.rows().clone();
    for (int i = 0; i < rows.length; i += 5) {
      float centreX = rows[i + 1];
      float centreY = rows[i + 2];
      float halfWidth = rows[i + 3] / 2;
      float halfHeight = rows[i + 4] / 2;
      rows[i + 1] = w * (centreX - halfWidth) + (float) padX;
      rows[i + 2] = h * (centreY - halfHeight) + (float) padY;
      rows[i + 3] = w * (centreX + halfWidth) + (float) padX;
      rows[i + 4] = h * (centreY + halfHeight) + (float) padY;
    }
    List<float[]> polygons = new ArrayList<>();
    for (float[] polygon : annotations.polygons()) {
      float[] placed = new float[polygon.length];
      for (int i = 0; i < placed.length; i += 2) {
        placed[i] = w * polygon[i] + (float) padX;
        placed[i + 1] = h * polygon[i + 1] + (float) padY;
      }
      polygons.add(placed);
    }
    return new PixelBoxes(rows, polygons);
  }

  /**
   * (N, 5) class, centre x, centre y, width, height as parts of an image of {@code width}×{@code
   * height}, after clipping the boxes to it.
   */
  float[] normalized(int width, int height) {
    float right = (float) (width - 1e-3);
    float bottom = (float) (height - 1e-3);
    float[] normalized = rows.clone();
    for (int i = 0; i < rows.length; i += 5) {
      float x1 = Math.clamp(rows[i + 1], 0f, right);
      float y1 = Math.clamp(rows[i + 2], 0f, bottom);
      float x2 = Math.clamp(rows[i + 3], 0f, right);
      float y2 = Math.clamp(rows[i + 4], 0f, bottom);
      normalized[i + 1] = (x1 + x2) / 2 / width;
      normalized[i + 2] = (y1 + y2) / 2 / height;
      normalized[i + 3] = (x2 - x1) / width;
      normalized[i + 4] = (y2 - y1) / height;
    }
    return normalized;
  }

  PixelBoxes withoutPolygons() {
    return new PixelBoxes(rows, List.of());
  }

  PixelBoxes shifted(int x, int y) {
    float[] shifted = rows.clone();
    for (int i = 0; i < shifted.length; i++) {
      if (i % 5 != 0) {
        shifted[i] += i % 5 % 2 == 1 ? x : y;
      }
    }
    List<float[]> outlines = new ArrayList<>();
    for (float[] polygon : polygons) {
      float[] outline = polygon.clone();
      for (int i = 0; i < outline.length; i++) {
        outline[i] += i % 2 == 0 ? x : y;
      }
      outlines.add(outline);
    }
    return new PixelBoxes(shifted, outlines);
  }

  /** Clips boxes and outlines to a square of {@code side}. */
  PixelBoxes clippedTo(float side) {
    float[] clipped = rows.clone();
    for (int i = 0; i < clipped.length; i++) {
      if (i % 5 != 0) {
        clipped[i] = Math.clamp(clipped[i], 0f, side);
      }
    }
    List<float[]> outlines = new ArrayList<>();
    for (float[] polygon : polygons) {
      float[] outline = polygon.clone();
      for (int i = 0; i < outline.length; i++) {
        outline[i] = Math.clamp(outline[i], 0f, side);
      }
      outlines.add(outline);
    }
    return new PixelBoxes(clipped, outlines);
  }

  /**
   * All boxes of several lists. If any list has outlines, those without get their boxes' corners,
   * so that outline i always belongs to box i.
   */
  static PixelBoxes concat(List<PixelBoxes> parts) {
    boolean hasPolygons = parts.stream().anyMatch(part -> !part.polygons.isEmpty());
    float[] rows = new float[parts.stream().mapToInt(part -> part.rows.length).sum()];
    List<float[]> polygons = new ArrayList<>();
    int at = 0;
    for (PixelBoxes part : parts) {
      System.arraycopy(part.rows, 0, rows, at, part.rows.length);
      at += part.rows.length;
      if (hasPolygons) {
        polygons.addAll(part.polygons.isEmpty() ? part.corners() : part.polygons);
      }
    }
    return new PixelBoxes(rows, polygons);
  }

  private List<float[]> corners() {
    List<float[]> corners = new ArrayList<>();
    for (int i = 0; i < rows.length; i += 5) {
      float x1 = rows[i + 1];
      float y1 = rows[i + 2];
      float x2 = rows[i + 3];
      float y2 = rows[i + 4];
      corners.add(new float[] {x1, y1, x2, y1, x2, y2, x1, y2});
    }
    return corners;
  }
}
