package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.objectstore.DirectoryObjectStore;
import java.nio.file.Path;
import java.util.List;
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
  private DetectorJobs jobs;

  @BeforeEach
  void drawImages() throws Exception {
    Path data = DrawnDataset.draw(folder.resolve("images"), 8, 64);
    jobs = new DetectorJobs(new DirectoryObjectStore(folder.resolve("store")), data);
  }

  @Test
  void theRatesFollowTheNewNumberOfEpochsFromTheFirstNewEpochOn() throws Exception {
    jobs.train("extended", 1, 2, Optional.empty());
    JsonNode before = rows("extended");
    jobs.train("extended", 2, 3, Optional.of(new Branch(1, Optional.empty(), "r")));
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
    for (String job : List.of("a", "b")) {
      jobs.train(job, 1, 2, Optional.empty());
      jobs.train(job, 2, 3, Optional.of(new Branch(1, Optional.empty(), "r")));
    }
    assertThat(jobs.newest("a").stateDigest()).isEqualTo(jobs.newest("b").stateDigest());
  }

  /** Epoch 3 is trained twice, but once after an epoch 2 of other rates: no damage. */
  @Test
  void whatWasTrainedAfterOtherOptionsIsNotComparedWithWhatWasNot() throws Exception {
    jobs.train("a", 1, 2, Optional.empty());
    jobs.train("a", 2, 3, Optional.of(new Branch(1, Optional.empty(), "r")));
    String extended = jobs.newest("a").stateDigest();
    long firstEpoch =
        jobs.history("a").all(Checkpointed.class).stream()
            .filter(
                checkpoint -> checkpoint.entry().epoch() == 1 && checkpoint.entry().isEpochEnd())
            .findFirst()
            .orElseThrow()
            .sequence();
    jobs.train("a", 3, 3, Optional.of(new Branch(2, Optional.of(firstEpoch), "r2")));
    assertThat(jobs.newest("a").stateDigest()).isNotEqualTo(extended);
    assertThat(new JobVerifier(jobs.store(), "a", jobs.history("a")).verify(Depth.FILES))
        .noneMatch(checked -> checked.condition() == Condition.DAMAGED);
  }

  /** The rate of an epoch's last step. */
  private double expectedRate(int epoch, int epochs) throws Exception {
    JobSpec spec = jobs.spec(epochs);
    return HyperParameters.of(spec.hyp())
        .schedule(spec, STEPS_PER_EPOCH)
        .at(epoch, STEPS_PER_EPOCH - 1)
        .weight();
  }

  private static double rate(JsonNode row) {
    return row.get(row.size() - 1).asDouble();
  }

  private JsonNode rows(String job) throws Exception {
    return jobs.state(job).path("results").path("rows");
  }
}
