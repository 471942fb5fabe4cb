package dev.baton.worker.yolo;

import dev.baton.worker.yolo.data.IndexedImage;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.metrics.GroundTruth;
import java.util.List;

/**
 * What a validation found in an image, and what is there.
 *
 * @param inBatch what was found, by descending score, in pixels of the batch
 * @param found the same in pixels of the original image
 * @param there in pixels of the original image
 */
public record SeenImage(
    IndexedImage image, List<Detection> inBatch, List<Detection> found, List<GroundTruth> there) {

  public SeenImage {
    inBatch = List.copyOf(inBatch);
    found = List.copyOf(found);
    there = List.copyOf(there);
  }
}
