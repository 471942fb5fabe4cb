package dev.baton.worker.yolo.data;

import java.util.List;

/**
 * A batch and what leads back from it to the images as they are on disk.
 *
 * @param placements one for each image of the batch, in its order
 */
public record ValidationBatch(Batch batch, List<Placement> placements) {}
