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
   * Centres of the cells of all levels.
   *
   * @param points (1, 2, A) x and y in units of the cell's stride
   * @param strides (1, 1, A) in pixels
   */
  private record AnchorPoints(NDArray points, NDArray strides) {

    static AnchorPoints of(NDManager manager, NDList maps) {
      int count = 0;
      for (NDArray map : maps) {
        count += (int) (map.getShape().get(2) * map.getShape().get(3));
      }
      float[] points = new float[2 * count];
      float[] strides = new float[count];
      int anchor = 0;
      for (int level = 0; level < maps.size(); level++) {
        long height = maps.get(level).getShape().get(2);
        long width = maps.get(level).getShape().get(3);
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            points[anchor] = x + 0.5f;
            points[count + anchor] = y + 0.5f;
            strides[anchor] = Network.STRIDES.get(level);
            anchor++;
          }
        }
      }
      return new AnchorPoints(
          manager.create(points, new Shape(1, 2, count)),
          manager.create(strides, new Shape(1, 1, count)));
    }
  }
}
