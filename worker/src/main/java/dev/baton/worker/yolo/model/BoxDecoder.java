package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Turns the main branch's raw maps into boxes and scores. */
public final class BoxDecoder {

  private BoxDecoder() {}

  /**
   * Decodes the predictions at every anchor point: cells row by row, strides 8, 16, 32.
   *
   * @param maps what {@link Network#rawMaps} returns
   * @return (B, 4 + C, A): centre x, centre y, width, height in pixels of the network's input, then
   *     the score of each class in 0 to 1
   */
  public static NDArray decode(Network network, NDList maps) {
    NDList main = maps.subNDList(maps.size() - DetectionHead.LEVELS);
    NDList flat = new NDList();
    for (NDArray map : main) {
      Shape shape = map.getShape();
      flat.add(map.reshape(shape.get(0), shape.get(1), -1)); // (B, 64 + C, H·W)
    }
    NDArray all = NDArrays.concat(flat, 2); // (B, 64 + C, A)
    NDList parts = all.split(new long[] {DetectionHead.BOX_CHANNELS}, 1);
    NDArray distances = network.head().distances().getLast().forward(parts.get(0), false);
    AnchorPoints anchors = AnchorPoints.of(all.getManager(), main);
    NDList sides = distances.split(2, 1); // left and top, right and bottom: two (B, 2, A)
    NDArray leftTop = anchors.points().sub(sides.get(0));
    NDArray rightBottom = anchors.points().add(sides.get(1));
    NDArray centre = leftTop.add(rightBottom).div(2).mul(anchors.strides());
    NDArray size = rightBottom.sub(leftTop).mul(anchors.strides());
    NDArray scores = ai.djl.nn.Activation.sigmoid(parts.get(1)); // (B, C, A)
    return NDArrays.concat(new NDList(centre, size, scores), 1);
  }

  /**
   * The grid as arrays.
   *
   * @param points (1, 2, A) x and y in units of the cell's stride
   * @param strides (1, 1, A) in pixels
   */
  private record AnchorPoints(NDArray points, NDArray strides) {

    static AnchorPoints of(NDManager manager, NDList maps) {
      AnchorGrid grid = AnchorGrid.of(maps.stream().map(AnchorPoints::level).toList());
      return new AnchorPoints(
          manager.create(grid.points(), new Shape(1, 2, grid.count())),
          manager.create(grid.strides(), new Shape(1, 1, grid.count())));
    }

    private static AnchorGrid.Level level(NDArray map) {
      Shape shape = map.getShape();
      return new AnchorGrid.Level((int) shape.get(2), (int) shape.get(3));
    }
  }
}
