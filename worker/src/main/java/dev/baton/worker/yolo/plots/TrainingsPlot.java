package dev.baton.worker.yolo.plots;

import dev.baton.worker.yolo.plots.Canvas.Align;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Curves of one or several trainings against the epoch, panel below panel, and below them a lane
 * for each training with its checkpoints as ticks and its handovers as signs.
 *
 * <p>Of one training, each handover is a line through all panels, too; of several, a dot on the
 * training's curves.
 */
public final class TrainingsPlot {
  private static final int WIDTH = 1500;
  private static final int LEFT = 90;
  private static final int LEGEND_WIDTH = 330;
  private static final int TOP = 50;
  private static final int PANEL_HEIGHT = 330;
  private static final int PANEL_GAP = 60;
  private static final int LANE_HEIGHT = 34;
  private static final int BELOW = 115;
  private static final int LEGEND_LINE = 27;
  private static final int TICKS = 4;

  /** With more epochs the line alone is clearer. */
  private static final int MOST_DOTS = 60;

  private static final double SIGN = 6;

  /** Without a multiple of its step in it. */
  private static final Scale UNNUMBERED = new Scale(0.25, 0.75, 1);

  private TrainingsPlot() {}

  /**
   * A row of the picture.
   *
   * @param curves drawn in this order
   */
  public record Panel(String title, List<Curve> curves) {}

  /**
   * A line.
   *
   * @param lane the training that it is of, an index of the lanes
   * @param epochs where each value holds, in epochs done, ascending
   */
  public record Curve(int lane, String name, double[] epochs, double[] values) {}

  /**
   * What happened to a training.
   *
   * @param checkpoints in epochs done, with the part of the running one
   */
  public record Lane(String name, double[] checkpoints, List<Mark> marks) {}

  /**
   * A handover.
   *
   * @param epoch in epochs done, with the part of the running one
   * @param meaning what the legend says to the symbol
   */
  public record Mark(double epoch, MarkSymbol symbol, String meaning) {}

  /**
   * @param panels at least one
   * @param lanes at least one
   */
  public static byte[] draw(List<Panel> panels, List<Lane> lanes) {
    int lanesTop = TOP + panels.size() * (PANEL_HEIGHT + PANEL_GAP);
    int lanesHeight = lanes.size() * LANE_HEIGHT;
    Canvas canvas = new Canvas(WIDTH, lanesTop + lanesHeight + BELOW, Palette.PAPER);
    Scale x = epochs(panels, lanes);
    for (int i = 0; i < panels.size(); i++) {
      Rectangle2D area = area(TOP + i * (PANEL_HEIGHT + PANEL_GAP), PANEL_HEIGHT);
      drawPanel(canvas, area, x, panels.get(i), lanes);
    }
    drawLanes(canvas, area(lanesTop, lanesHeight), x, lanes);
    return canvas.png();
  }

  private static Rectangle2D area(int top, int height) {
    return new Rectangle2D.Double(LEFT, top, WIDTH - LEFT - LEGEND_WIDTH - 40, height);
  }

  /** From the start, so that a part of a training does not look like a whole one. */
  private static Scale epochs(List<Panel> panels, List<Lane> lanes) {
    DoubleStream ofCurves =
        panels.stream()
            .flatMap(panel -> panel.curves.stream())
            .flatMapToDouble(curve -> Arrays.stream(curve.epochs));
    DoubleStream ofLanes =
        lanes.stream()
            .flatMapToDouble(
                lane ->
                    DoubleStream.concat(
                        Arrays.stream(lane.checkpoints),
                        lane.marks.stream().mapToDouble(Mark::epoch)));
    double last = DoubleStream.concat(ofCurves, ofLanes).max().orElse(1);
    return Scale.whole(0, Math.max(1, (int) Math.ceil(last)), 2 * TICKS);
  }

  private static void drawPanel(
      Canvas canvas, Rectangle2D area, Scale x, Panel panel, List<Lane> lanes) {
    double[] values =
        panel.curves.stream()
            .flatMapToDouble(curve -> Arrays.stream(curve.values))
            .filter(Double::isFinite)
            .toArray();
    double min = Arrays.stream(values).min().orElse(0);
    double max = Arrays.stream(values).max().orElse(1);
    Axes axes = new Axes(canvas, area, x, Scale.around(min, max, TICKS)).grid();
    boolean isSingle = lanes.size() == 1;
    if (isSingle) {
      lanes.getFirst().marks.forEach(mark -> through(canvas, axes, mark));
    }
    for (int i = 0; i < panel.curves.size(); i++) {
      Curve curve = panel.curves.get(i);
      int number = isSingle ? i : curve.lane;
      axes.curve(curve.epochs, curve.values, Palette.of(number), Palette.stroke(number, 2.2f));
      if (curve.epochs.length <= MOST_DOTS) {
        for (int k = 0; k < curve.epochs.length; k++) {
          axes.dot(curve.epochs[k], curve.values[k], 3, Palette.of(number));
        }
      }
      if (!isSingle) {
        lanes.get(curve.lane).marks.forEach(mark -> on(axes, curve, mark));
      }
    }
    if (values.length == 0) {
      canvas.text(
          "no epoch has ended yet",
          area.getCenterX(),
          area.getCenterY(),
          Axes.TEXT,
          Align.MIDDLE,
          Palette.QUIET);
    }
    axes.frame(panel.title, "", "");
    nameCurves(canvas, area, panel.curves, isSingle);
  }

  private static void through(Canvas canvas, Axes axes, Mark mark) {
    double at = axes.atX(mark.epoch);
    BasicStroke dashes =
        new BasicStroke(
            1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 4}, 0);
    Line2D line = new Line2D.Double(at, axes.area().getMinY(), at, axes.area().getMaxY());
    canvas.draw(line, Palette.mix(mark.symbol.colour(), Palette.PAPER, 0.35), dashes);
  }

  /** A dot on the curve with a white ring around it, where the curve has values on both sides. */
  private static void on(Axes axes, Curve curve, Mark mark) {
    double value = valueAt(curve, mark.epoch);
    axes.dot(mark.epoch, value, 7, Palette.PAPER);
    axes.dot(mark.epoch, value, 5, mark.symbol.colour());
    axes.dot(mark.epoch, value, 2.5, Palette.of(curve.lane));
  }

  private static double valueAt(Curve curve, double epoch) {
    for (int i = 0; i < curve.epochs.length; i++) {
      if (curve.epochs[i] == epoch) {
        return curve.values[i];
      }
      if (i > 0 && curve.epochs[i - 1] < epoch && epoch < curve.epochs[i]) {
        double part = (epoch - curve.epochs[i - 1]) / (curve.epochs[i] - curve.epochs[i - 1]);
        return curve.values[i - 1] + part * (curve.values[i] - curve.values[i - 1]);
      }
    }
    return Double.NaN;
  }

  private static void nameCurves(
      Canvas canvas, Rectangle2D area, List<Curve> curves, boolean isSingle) {
    int fitting = (int) (area.getHeight() / LEGEND_LINE);
    double y = area.getMinY() + 12;
    for (int i = 0; i < Math.min(curves.size(), fitting); i++) {
      int number = isSingle ? i : curves.get(i).lane;
      double left = legendLeft(area);
      canvas.draw(
          new Line2D.Double(left, y, left + 34, y),
          Palette.of(number),
          Palette.stroke(number, 2.6f));
      legendText(canvas, area, y, curves.get(i).name);
      y += LEGEND_LINE;
    }
  }

  private static void drawLanes(Canvas canvas, Rectangle2D area, Scale x, List<Lane> lanes) {
    Axes axes = new Axes(canvas, area, x, UNNUMBERED);
    for (double tick : x.ticks()) {
      canvas.line(axes.atX(tick), area.getMinY(), axes.atX(tick), area.getMaxY(), Palette.GRID, 1);
    }
    for (int i = 0; i < lanes.size(); i++) {
      double y = area.getMinY() + (i + 0.5) * LANE_HEIGHT;
      drawLane(canvas, axes, lanes.get(i), y, lanes.size() == 1 ? Palette.INK : Palette.of(i));
    }
    axes.frame("checkpoints and handovers", "epochs done", "");
    nameSigns(canvas, area.getMaxY() + 88, meanings(lanes));
  }

  private static void drawLane(Canvas canvas, Axes axes, Lane lane, double y, Color colour) {
    Rectangle2D area = axes.area();
    canvas.line(area.getMinX(), y, area.getMaxX(), y, Palette.GRID, 1);
    for (double checkpoint : lane.checkpoints) {
      double at = axes.atX(checkpoint);
      canvas.line(at, y - 7, at, y + 7, Palette.mix(colour, Palette.PAPER, 0.4), 1.4f);
    }
    for (Mark mark : lane.marks) {
      double at = axes.atX(mark.epoch);
      canvas.fill(at - 8, y - 9, 16, 18, Palette.PAPER);
      mark.symbol.draw(canvas, at, y, SIGN);
    }
    String name = Canvas.fitted(lane.name, Axes.TEXT, LEGEND_WIDTH);
    canvas.text(name, legendLeft(area), y + 5.5, Axes.TEXT, Align.START, colour);
  }

  /** How often each sign is there, by what it means. */
  private static Map<Mark, Integer> meanings(List<Lane> lanes) {
    Map<Mark, Integer> meanings = new LinkedHashMap<>();
    for (MarkSymbol symbol : MarkSymbol.values()) {
      for (Lane lane : lanes) {
        for (Mark mark : lane.marks) {
          if (mark.symbol == symbol) {
            meanings.merge(new Mark(0, symbol, mark.meaning), 1, Integer::sum);
          }
        }
      }
    }
    return meanings;
  }

  /** One after the other in the picture's last line. */
  private static void nameSigns(Canvas canvas, double y, Map<Mark, Integer> meanings) {
    double x = LEFT + SIGN;
    canvas.line(x, y - 7, x, y + 7, Palette.mix(Palette.INK, Palette.PAPER, 0.4), 1.4f);
    x = signText(canvas, x, y, "checkpoint");
    for (Map.Entry<Mark, Integer> entry : meanings.entrySet()) {
      entry.getKey().symbol.draw(canvas, x, y, SIGN);
      x = signText(canvas, x, y, "%s (%d)".formatted(entry.getKey().meaning, entry.getValue()));
    }
  }

  /**
   * @return where the next sign stands
   */
  private static double signText(Canvas canvas, double x, double y, String text) {
    canvas.text(text, x + 14, y + 5.5, Axes.TEXT, Align.START, Palette.INK);
    return x + 14 + Canvas.textWidth(text, Axes.TEXT) + 30;
  }

  private static double legendLeft(Rectangle2D area) {
    return area.getMaxX() + 20;
  }

  private static void legendText(Canvas canvas, Rectangle2D area, double y, String text) {
    String fitted = Canvas.fitted(text, Axes.TEXT, LEGEND_WIDTH - 60);
    canvas.text(fitted, legendLeft(area) + 46, y + 5.5, Axes.TEXT, Align.START, Palette.INK);
  }
}
