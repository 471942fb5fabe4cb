package dev.baton.worker.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.JobPictures;
import dev.baton.common.messages.Event;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.tiny.TinyTrainerFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a training's pictures, and that nothing becomes of the training by them. */
class PictureWriterTest {
  @TempDir Path folder;
  private ObjectStore store;
  private final KeptFacts facts = new KeptFacts();

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(folder);
  }

  @Test
  void picturesAreInTheStoreBeforeTheJobIsFinishedAndChangeNoBit() throws Exception {
    run(DrawingTrainerFactory.of("drawn"));
    JobPictures pictures = new JobPictures(store, "a");
    assertThat(pictures.names())
        .containsExactly(DrawingTrainerFactory.DATA, DrawingTrainerFactory.RESULTS);
    assertThat(pictures.load(DrawingTrainerFactory.RESULTS)).asString().isEqualTo("drawn");
    assertThat(TinyJobs.history(store, "a").newestCheckpoint().orElseThrow().entry().stateDigest())
        .isEqualTo(TinyJobs.unbrokenDigest(store));
  }

  @Test
  void aTakeoverDrawsOnlyThePicturesThatAreMissing() throws Exception {
    worker("w1").run(TinyJobs.command("a", 1, 1), new AttemptSignals());
    JobPictures pictures = new JobPictures(store, "a");
    pictures.put(DrawingTrainerFactory.DATA, "kept".getBytes(UTF_8));
    worker("w2", DrawingTrainerFactory.of("second"))
        .run(TinyJobs.command("a", 2, TinyJobs.EPOCHS), new AttemptSignals());
    assertThat(pictures.load(DrawingTrainerFactory.DATA)).asString().isEqualTo("kept");
    assertThat(pictures.load(DrawingTrainerFactory.RESULTS)).asString().isEqualTo("second");
  }

  @Test
  void aNewJobReplacesThePicturesOfAnEarlierOneOfItsName() throws Exception {
    JobPictures pictures = new JobPictures(store, "a");
    pictures.put(DrawingTrainerFactory.DATA, "old".getBytes(UTF_8));
    run(DrawingTrainerFactory.of("new"));
    assertThat(pictures.load(DrawingTrainerFactory.DATA)).asString().isEqualTo("new");
  }

  @Test
  void aPictureThatFailsFailsNoJob() throws Exception {
    DrawingTrainerFactory failing =
        new DrawingTrainerFactory(
            () -> {
              throw new IllegalStateException("no ink");
            });
    assertThat(run(failing)).isEqualTo(CommandOutcome.DONE);
    assertThat(facts.of(Event.JobFinished.class)).hasSize(1);
    assertThat(new JobPictures(store, "a").names()).isEmpty();
  }

  /** As where a Java comes without what draws, or has too little memory for a picture. */
  @Test
  void aPictureThatCannotBeDrawnHereFailsNoJob() throws Exception {
    DrawingTrainerFactory failing =
        new DrawingTrainerFactory(
            () -> {
              throw new NoClassDefFoundError("java/awt/Color");
            });
    assertThat(run(failing)).isEqualTo(CommandOutcome.DONE);
    assertThat(facts.of(Event.JobFinished.class)).hasSize(1);
  }

  /** Whatever kills workers over the pictures must not fail a job that is trained. */
  @Test
  void afterTwoLostAttemptsAFinishedTrainingIsClosedWithoutPictures() throws Exception {
    worker("w1").run(TinyJobs.command("a", 1, TinyJobs.EPOCHS), new AttemptSignals());
    JobHistory finished = TinyJobs.history(store, "a");
    long closed = finished.nextSequence() - 1;
    store.delete("jobs/a/log/%010d.json".formatted(closed));
    JobLog log = new JobLog(store, "a");
    log.append(closed, TinyJobs.started(TinyJobs.command("a", 2, TinyJobs.EPOCHS), "lost"));
    log.append(closed + 1, TinyJobs.started(TinyJobs.command("a", 3, TinyJobs.EPOCHS), "lost"));
    worker("w2", DrawingTrainerFactory.of("drawn"))
        .run(TinyJobs.command("a", 4, TinyJobs.EPOCHS), new AttemptSignals());
    assertThat(TinyJobs.history(store, "a").closed()).isPresent();
    assertThat(new JobPictures(store, "a").names()).doesNotContain(DrawingTrainerFactory.RESULTS);
  }

  /** The whole job. */
  private CommandOutcome run(TrainerFactory trainers) {
    return worker("w1", trainers)
        .run(TinyJobs.command("a", 1, TinyJobs.EPOCHS), new AttemptSignals());
  }

  private AttemptRunner worker(String name) {
    return worker(name, new TinyTrainerFactory());
  }

  private AttemptRunner worker(String name, TrainerFactory trainers) {
    return TinyJobs.worker(name, store, facts, TinyJobs.undisturbed(), trainers);
  }
}
