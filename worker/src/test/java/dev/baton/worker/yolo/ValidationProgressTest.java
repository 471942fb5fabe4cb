package dev.baton.worker.yolo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.Trainer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight images in batches of two, for training; a validation takes twice as many at a time. */
class ValidationProgressTest {
  private static final int VALIDATION_BATCHES = 2;

  @TempDir Path folder;

  @Test
  void eachBatchOfAValidationIsASignOfProgress() throws Exception {
    AtomicInteger signs = new AtomicInteger();
    try (Trainer trainer = create(DrawnDataset.draw(folder, 8, 64))) {
      trainer.onProgress(signs::incrementAndGet);
      while (trainer.position().step() < trainer.stepsPerEpoch()) {
        trainer.trainStep();
      }
      assertThat(signs).as("steps are watched by their time").hasValue(0);
      trainer.finishEpoch();
      assertThat(signs).hasValue(VALIDATION_BATCHES);
      trainer.picturesOfResults();
      assertThat(signs).hasValue(2 * VALIDATION_BATCHES);
    }
  }

  private static Trainer create(Path data) throws Exception {
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"a\",\"cfg\":\"gelan-t\",\"data\":\"%s\",\"imgsz\":64,\"batch\":2,\"epochs\":1}"
            .formatted(data);
    JobSpec spec = ((Request.Train) RequestReader.read(request.getBytes(UTF_8), "r")).spec();
    return new YoloTrainerFactory().create(spec, Optional.empty(), DataIndexes.NONE);
  }
}
