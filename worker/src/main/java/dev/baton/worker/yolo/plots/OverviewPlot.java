package dev.baton.worker.yolo.plots;

import dev.baton.worker.yolo.plots.BatchPlot.Tile;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** A data set on one page: some of its images with their boxes, its classes, its boxes' sizes. */
public final class OverviewPlot {
  private static final int COLUMNS = 4;
  private static final int ROWS = 3;
  private static final int CELL_PX = LabelsPlot.WIDTH_PX / COLUMNS;
  private static final int GAP_PX = 6;

  /** How many images there is room for. */
  public static final int MOST_IMAGES = COLUMNS * ROWS;

  /** The longest side at which an image is drawn. */
  public static final int IMAGE_PX = CELL_PX - GAP_PX;

  private OverviewPlot() {}

  /**
   * @param tiles at most {@link #MOST_IMAGES}, of any sizes
   * @param rows (N, 5) class, centre x, centre y, width, height as parts of the image's sides, of
   *     all objects
   */
  public static byte[] draw(List<Tile> tiles, List<String> classNames, float[] rows) {
    boolean hasLegend = classNames.size() <= Palette.COUNT;
    int top = hasLegend ? BatchPlot.LEGEND_PX : 0;
    int rowPx = tiles.stream().mapToInt(OverviewPlot::heightPx).max().orElse(0) + GAP_PX;
    int below = top + Math.ceilDiv(tiles.size(), COLUMNS) * rowPx;
    Canvas canvas = new Canvas(LabelsPlot.WIDTH_PX, below + LabelsPlot.PANEL_PX, Palette.PAPER);
    if (hasLegend) {
      BatchPlot.drawLegend(canvas, classNames);
    }
    for (int i = 0; i < tiles.size(); i++) {
      Rectangle2D cell =
          new Rectangle2D.Double(i % COLUMNS * CELL_PX, top + i / COLUMNS * rowPx, CELL_PX, rowPx);
      Rectangle2D place = place(tiles.get(i), cell);
      BatchPlot.draw(canvas, tiles.get(i), place, hasLegend ? List.of() : classNames);
    }
    LabelsPlot labels = new LabelsPlot(canvas, classNames, rows);
    labels.drawClasses(LabelsPlot.panel(0, below));
    labels.drawSizes(LabelsPlot.panel(1, below));
    return canvas.png();
  }

  /** In the middle of its cell. */
  private static Rectangle2D place(Tile tile, Rectangle2D cell) {
    double width = scale(tile) * tile.image().getWidth();
    double height = scale(tile) * tile.image().getHeight();
    return new Rectangle2D.Double(
        cell.getCenterX() - width / 2, cell.getCenterY() - height / 2, width, height);
  }

  private static int heightPx(Tile tile) {
    return (int) Math.ceil(scale(tile) * tile.image().getHeight());
  }

  private static double scale(Tile tile) {
    return (double) IMAGE_PX / Math.max(tile.image().getWidth(), tile.image().getHeight());
  }
}
