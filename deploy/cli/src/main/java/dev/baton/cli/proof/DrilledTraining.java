package dev.baton.cli.proof;

import dev.baton.cli.local.TemporaryFleet;
import dev.baton.worker.yolo.shapes.ShapesDataset;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say what a fleet trains while it is struck. */
final class DrilledTraining {
  private static final int SHAPES_TRAIN = 160;
  private static final int SHAPES_VAL = 32;
  private static final int SHAPES_PX = 64;
  private static final int USER_PX = 160;

  /** What is trained. */
  enum Task {
    TINY,
    SHAPES
  }

  @Option(
      names = "--task",
      paramLabel = "TASK",
      defaultValue = "tiny",
      description = "tiny, a toy, or shapes: gelan-t on drawn images of 64 px (${DEFAULT-VALUE}).")
  private Task task;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "gelan-t at 160 px on the images of this data.yaml instead.")
  private Optional<Path> data = Optional.empty();

  /**
   * The training. Draws its images into the folder of {@code own} where it needs some.
   *
   * @param tinyEpochs epochs of the toy
   * @param detectorEpochs epochs of a detector
   */
  DrillPlan plan(TemporaryFleet own, int tinyEpochs, int detectorEpochs) {
    if (data.isPresent()) {
      return DrillPlan.detector(data.get().toAbsolutePath().normalize(), USER_PX, detectorEpochs);
    }
    return switch (task) {
      case TINY -> DrillPlan.tiny(tinyEpochs);
      case SHAPES -> {
        own.shareNatives();
        Path shapes =
            ShapesDataset.draw(
                own.folder().resolve("shapes"), 0, SHAPES_TRAIN, SHAPES_VAL, SHAPES_PX);
        yield DrillPlan.detector(shapes, SHAPES_PX, detectorEpochs);
      }
    };
  }
}
