package dev.baton.worker.yolo.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;

/** Signs that are told apart by their shape alone; colours say how grave they are. */
public enum MarkSymbol {
  CROSS("M-1,-1 L1,1 M1,-1 L-1,1", Fill.OUTLINE, Palette.ALARM),
  SQUARE("M-1,-1 L1,-1 L1,1 L-1,1 Z", Fill.SOLID, Palette.ALARM),
  DIAMOND("M0,-1.3 L1.3,0 L0,1.3 L-1.3,0 Z", Fill.OUTLINE, Palette.ALARM),
  SLASH("M-1,1 L1,-1", Fill.OUTLINE, Palette.ALARM),
  DOWN("M-1.1,-0.9 L1.1,-0.9 L0,1.1 Z", Fill.SOLID, Palette.QUIET),
  BARS("M-0.6,-1 L-0.6,1 M0.6,-1 L0.6,1", Fill.OUTLINE, Palette.QUIET),
  RING("", Fill.OUTLINE, Palette.QUIET),
  RIGHT("M-0.9,-1.1 L1.1,0 L-0.9,1.1 Z", Fill.OUTLINE, Palette.QUIET),
  PLUS("M-1.1,0 L1.1,0 M0,-1.1 L0,1.1", Fill.OUTLINE, Palette.INK),
  LEFT("M0.9,-1.1 L-1.1,0 L0.9,1.1 Z", Fill.SOLID, Palette.INK);

  private enum Fill {
    OUTLINE,
    SOLID
  }

  private static final BasicStroke STROKE =
      new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

  private final String path;
  private final Fill fill;
  private final Color colour;

  MarkSymbol(String path, Fill fill, Color colour) {
    this.path = path;
    this.fill = fill;
    this.colour = colour;
  }

  Color colour() {
    return colour;
  }

  /** Draws it around a point, {@code radius} pixels to each side. */
  void draw(Canvas canvas, double x, double y, double radius) {
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.scale(radius, radius);
    Shape shape = place.createTransformedShape(outline());
    if (fill == Fill.SOLID) {
      canvas.fill(shape, colour);
    }
    canvas.draw(shape, colour, STROKE);
  }

  private Shape outline() {
    if (this == RING) {
      return new Ellipse2D.Double(-1, -1, 2, 2);
    }
    Path2D shape = new Path2D.Double();
    for (String segment : path.split(" ")) {
      if (segment.equals("Z")) {
        shape.closePath();
        continue;
      }
      String[] at = segment.substring(1).split(",");
      double x = Double.parseDouble(at[0]);
      double y = Double.parseDouble(at[1]);
      if (segment.charAt(0) == 'M') {
        shape.moveTo(x, y);
      } else {
        shape.lineTo(x, y);
      }
    }
    return shape;
  }
}
