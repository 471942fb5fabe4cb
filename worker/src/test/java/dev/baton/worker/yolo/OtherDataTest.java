package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.LogEntry.DataPinned;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.Branch;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector of eight images, of which some are gone when its training goes on. */
class OtherDataTest {
  private static final String JOB = "a";

  @TempDir Path folder;
  private ObjectStore store;
  private Path data;
  private DetectorJobs jobs;

  @BeforeEach
  void drawImages() throws Exception {
    data = DrawnDataset.draw(folder.resolve("images"), 8, 64);
    store = new DirectoryObjectStore(folder.resolve("store"));
    jobs = new DetectorJobs(store, data);
  }

  @Test
  void isRefusedUntilSomebodyAllowsItAndThenPinned() throws Exception {
    jobs.train(JOB, 1, 2, Optional.empty());
    removeImages();
    jobs.train(JOB, 2, 3, Optional.of(new Branch(1, Optional.empty(), "r")));
    assertThat(jobs.history(JOB).closed().orElseThrow().outcome()).isEqualTo(Outcome.FAILED);

    jobs.train(JOB, 3, 3, Optional.of(allowing(2)));

    JobHistory history = jobs.history(JOB);
    assertThat(history.closed().orElseThrow().outcome()).isEqualTo(Outcome.FINISHED);
    assertThat(history.all(DataPinned.class))
        .extracting(pinned -> pinned.entry().dataDigest())
        .hasSize(2)
        .doesNotHaveDuplicates();
    assertThat(jobs.state(JOB).path("data").asText()).isEqualTo(history.dataDigest().orElseThrow());
    assertThat(jobs.state(JOB).path("last_step").asInt())
        .as("the last of three epochs of three steps")
        .isEqualTo(8);
    assertThat(new JobVerifier(store, JOB, history).verify(Depth.TENSORS))
        .noneMatch(checked -> checked.condition() == Condition.DAMAGED);
  }

  @Test
  void isTheJobsFromThenOn() throws Exception {
    jobs.train(JOB, 1, 1, Optional.empty());
    removeImages();
    jobs.train(JOB, 2, 2, Optional.of(allowing(1)));
    jobs.train(JOB, 3, 3, Optional.of(new Branch(2, Optional.empty(), "r")));
    assertThat(jobs.newest(JOB).epoch()).isEqualTo(3);
    assertThat(jobs.history(JOB).all(DataPinned.class)).hasSize(2);
  }

  @Test
  void isNeverAllowedWithOtherClasses() throws Exception {
    jobs.train(JOB, 1, 1, Optional.empty());
    Files.writeString(data, Files.readString(data).replace("disc", "ring"));
    jobs.train(JOB, 2, 2, Optional.of(allowing(1)));
    assertThat(jobs.history(JOB).closed().orElseThrow().why()).contains("field names is");
  }

  @Test
  void beginsWithAnEpoch() throws Exception {
    Snapshot insideAnEpoch;
    try (Trainer trainer = create()) {
      trainer.trainStep();
      insideAnEpoch = trainer.snapshot();
    }
    try (Trainer same = create()) {
      same.restoreOnOtherData(insideAnEpoch);
      assertThat(same.position().step()).isEqualTo(1);
    }
    removeImages();
    try (Trainer other = create()) {
      assertThatThrownBy(() -> other.restoreOnOtherData(insideAnEpoch))
          .hasMessageContaining("from inside epoch 1", "--from epoch_0 --allow data");
    }
  }

  private Trainer create() throws Exception {
    return new YoloTrainerFactory().create(jobs.spec(2), Optional.empty(), DataIndexes.NONE);
  }

  private static Branch allowing(int number) {
    return new Branch(number, Optional.empty(), "r", Optional.of(Branch.DATA));
  }

  /** Six are left: three steps an epoch instead of four. */
  private void removeImages() throws Exception {
    for (int i = 6; i < 8; i++) {
      Files.delete(folder.resolve("images/images/train/%d.png".formatted(i)));
      Files.delete(folder.resolve("images/labels/train/%d.txt".formatted(i)));
    }
  }
}
