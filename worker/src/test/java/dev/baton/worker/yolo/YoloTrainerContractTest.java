package dev.baton.worker.yolo;

import dev.baton.worker.attempt.TrainerFactory;
import dev.baton.worker.contract.TrainerContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The promise that every trainer keeps; what is a detector's own is in {@link YoloTrainerTest}. */
class YoloTrainerContractTest extends TrainerContract {
  @TempDir static Path folder;
  private static Path data;

  private final TrainerFactory factory = new YoloTrainerFactory();

  @BeforeAll
  static void drawImages() throws IOException {
    data = DrawnDataset.draw(folder, 8, 64);
  }

  @Override
  protected TrainerFactory factory() {
    return factory;
  }

  @Override
  protected String request() {
    return """
        {"version":1,"type":"train","job":"drawn","cfg":"gelan-t","data":"%s","imgsz":64,
         "epochs":3,"batch":3,"nbs":6,"close_mosaic":2}
        """
        .formatted(data);
  }
}
