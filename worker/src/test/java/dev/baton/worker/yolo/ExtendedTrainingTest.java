package dev.baton.worker.yolo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.AttemptRunner;
import dev.baton.worker.attempt.AttemptSignals;
import dev.baton.worker.attempt.CommandOutcome;
import dev.baton.worker.attempt.FactSink;
import dev.baton.worker.attempt.ProgressBoard;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A detector trained for two epochs and then extended to three, with a cosine of learning rates.
 * Its first epochs keep the rates of a training of two, and its third one has the rate that a
 * training of three has there.
 */
class ExtendedTrainingTest {
  private static final int STEPS_PER_EPOCH = 4;

  @TempDir Path folder;
  private Path data;
  private ObjectStore store;

  @BeforeEach
  void drawImages() throws Exception {
    data = DrawnDataset.draw(folder.resolve("images"), 8, 64);
    store = new DirectoryObjectStore(folder.resolve("store"));
  }

  @Test
  void theRatesFollowTheNewNumberOfEpochsFromTheFirstNewEpochOn() throws Exception {
    train("extended", 1, 2, Optional.empty());
    JsonNode before = rows("extended");
    train("extended", 2, 3, Optional.of(new Branch(1, Optional.empty(), "r")));
    JsonNode after = rows("extended");

    assertThat(after).hasSize(3);
    assertThat(after.get(0)).isEqualTo(before.get(0));
    assertThat(after.get(1)).isEqualTo(before.get(1));
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(rate(after.get(epoch)))
          .as("rate of epoch %d", epoch + 1)
          .isEqualTo(expectedRate(epoch, epoch < 2 ? 2 : 3));
    }
    assertThat(expectedRate(1, 2)).isNotEqualTo(expectedRate(1, 3));
  }

  @Test
  void anExtensionIsAsExactAsTheTrainingBeforeIt() throws Exception {
    for (String job : new String[] {"a", "b"}) {
      train(job, 1, 2, Optional.empty());
      train(job, 2, 3, Optional.of(new Branch(1, Optional.empty(), "r")));
    }
    assertThat(digest("a")).isEqualTo(digest("b"));
  }

  private void train(String job, int commandNumber, int epochs, Optional<Branch> branch)
      throws Exception {
    JobSpec spec = spec(epochs);
    TrainEpochs command =
        new TrainEpochs(
            job, commandNumber, 0, epochs, spec, SpecDigest.of(spec), branch, Instant.EPOCH);
    try (AttemptRunner worker =
        new AttemptRunner(
            "w1",
            store,
            Map.of("yolov9", new YoloTrainerFactory()),
            new Unheard(),
            new ProgressBoard(),
            Duration.ofSeconds(5),
            Clock.systemUTC())) {
      assertThat(worker.run(command, new AttemptSignals())).isEqualTo(CommandOutcome.DONE);
    }
  }

  private JobSpec spec(int epochs) throws Exception {
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"a\",\"cfg\":\"gelan-t\",\"data\":\"%s\",\"imgsz\":64,\"batch\":2,\"nbs\":2,\"epochs\":%d,\"lr_schedule\":\"cos\",\"plots\":false}"
            .formatted(data, epochs);
    return ((Request.Train) RequestReader.read(request.getBytes(UTF_8), "r")).spec();
  }

  /** The rate of an epoch's last step, where all of it is warm-up. */
  private double expectedRate(int epoch, int epochs) throws Exception {
    JobSpec spec = spec(epochs);
    return HyperParameters.of(spec.hyp())
        .schedule(spec, STEPS_PER_EPOCH)
        .at(epoch, STEPS_PER_EPOCH - 1)
        .weight();
  }

  private static double rate(JsonNode row) {
    return row.get(row.size() - 1).asDouble();
  }

  private JsonNode rows(String job) throws Exception {
    JobHistory history = new JobLog(store, job).read();
    return new CheckpointStore(store, job)
        .load(history.newestCheckpoint().orElseThrow().entry())
        .state()
        .path("results")
        .path("rows");
  }

  private String digest(String job) throws Exception {
    JobHistory history = new JobLog(store, job).read();
    return history.newestCheckpoint().orElseThrow().entry().stateDigest();
  }

  /** Nobody listens. */
  private static final class Unheard implements FactSink {
    @Override
    public void report(Event fact) {}

    @Override
    public boolean awaitStored(AttemptSignals signals) {
      return true;
    }
  }
}
