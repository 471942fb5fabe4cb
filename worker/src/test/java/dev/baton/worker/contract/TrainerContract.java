package dev.baton.worker.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.StateDigest;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.Picture;
import dev.baton.worker.attempt.StepResult;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.TrainerFactory;
import dev.baton.worker.attempt.TrainingPosition;
import dev.baton.worker.contract.RecordedTraining.Moment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Trainer} has to keep, so that a killed training ends in the same bits. A
 * trainer's own test extends this class and says which job to train.
 *
 * <p>The first two epochs are trained from every one of their steps on, so a job of n steps trains
 * n²/2: take a small one, whose epochs have at least two steps.
 */
public abstract class TrainerContract {
  private static final int EPOCHS = 2;

  private final DataIndexes indexes = new KeptIndexes();

  /** The factory under test, the same in every call. */
  protected abstract TrainerFactory factory();

  /**
   * A train request of at least two epochs, as {@code kcat} would send it: {@code
   * {"version":1,"type":"train","job":"contract","task":"digits","epochs":2,"batch":8}}.
   */
  protected abstract String request();

  @Test
  void workersFindTheFactoryByItsTask() {
    assertEquals(factory().task(), spec().task(), "the request is for another task");
    assertTrue(
        ServiceLoader.load(TrainerFactory.class).stream()
            .anyMatch(provider -> provider.get().task().equals(factory().task())),
        "META-INF/services/%s does not name %s"
            .formatted(TrainerFactory.class.getName(), factory().getClass().getName()));
  }

  @Test
  void theNumericsClassOfThisMachineDoesNotChange() {
    String numerics = factory().numericsClass(spec());
    assertFalse(numerics.isBlank());
    assertEquals(numerics, factory().numericsClass(spec()));
  }

  @Test
  void aTrainingBeginsAtZeroAndCountsStepsAndEpochs() {
    try (Trainer trainer = create()) {
      assertEquals(new TrainingPosition(0, 0), trainer.position());
      assertTrue(trainer.stepsPerEpoch() >= 2, "the request's epochs have fewer than two steps");
      for (int step = 1; step <= trainer.stepsPerEpoch(); step++) {
        StepResult result = trainer.trainStep();
        assertTrue(result.images() > 0, "a step of no images");
        assertEquals(new TrainingPosition(0, step), trainer.position());
      }
      trainer.finishEpoch();
      assertEquals(new TrainingPosition(1, 0), trainer.position());
      assertFalse(trainer.isFinished(), "the request has only one epoch");
    }
  }

  /** Catches what is drawn from a clock, an unseeded generator or an unordered map. */
  @Test
  void trainedTwiceItGoesThroughTheSameBits() {
    RecordedTraining first = unbroken();
    RecordedTraining second = unbroken();
    for (int i = 0; i < first.moments().size(); i++) {
      assertSame(first.moments().get(i), second.moments().get(i));
    }
    assertEquals(first.results(), second.results());
  }

  @Test
  void takingNoSnapshotsGivesTheSameBits() {
    try (Trainer trainer = create()) {
      while (!RecordedTraining.isDone(trainer, EPOCHS)) {
        RecordedTraining.advance(trainer);
      }
      assertSame(unbroken().last(), Moment.of(trainer));
    }
  }

  @Test
  void restoredFromAnyStepItReportsAndEndsAsIfItHadNeverStopped() {
    RecordedTraining unbroken = unbroken();
    for (int i = 0; i < unbroken.moments().size(); i++) {
      Moment moment = unbroken.moments().get(i);
      try (Trainer trainer = createForOldData()) {
        trainer.restore(RecordedTraining.throughFiles(moment.snapshot()));
        assertSame(moment, Moment.of(trainer));
        RecordedTraining resumed = RecordedTraining.record(trainer, EPOCHS);
        assertEquals(
            unbroken.results().subList(i, unbroken.results().size()),
            resumed.results(),
            () -> "restored at %s, it reports something else".formatted(moment.position()));
        assertSame(unbroken.last(), resumed.last());
      }
    }
  }

  @Test
  void restoringReplacesWhateverTheTrainerDidBefore() {
    RecordedTraining unbroken = unbroken();
    Moment early = unbroken.moments().get(1);
    try (Trainer trainer = create()) {
      RecordedTraining.record(trainer, EPOCHS);
      trainer.restore(RecordedTraining.throughFiles(early.snapshot()));
      assertSame(early, Moment.of(trainer));
      assertSame(unbroken.last(), RecordedTraining.record(trainer, EPOCHS).last());
    }
  }

  /** Snapshots are uploaded while the training goes on, and after it is closed. */
  @Test
  void laterStepsAndClosingDoNotWriteToASnapshot() {
    for (Moment moment : unbroken().moments()) {
      assertEquals(
          moment.digest(),
          StateDigest.of(moment.snapshot()).text(),
          () -> "the snapshot of %s has changed since".formatted(moment.position()));
    }
  }

  @Test
  void aSnapshotIsTheSameAfterItWasWrittenAndReadBack() {
    for (Moment moment : unbroken().moments()) {
      assertEquals(
          moment.digest(), StateDigest.of(RecordedTraining.throughFiles(moment.snapshot())).text());
    }
  }

  @Test
  void everyStepChangesTheState() {
    List<Moment> moments = unbroken().moments();
    for (int i = 1; i < moments.size(); i++) {
      assertNotEquals(moments.get(i - 1).digest(), moments.get(i).digest());
    }
  }

  @Test
  void anotherSeedEndsInOtherBits() {
    JobSpec other = spec(fields().put("seed", spec().seed() + 1));
    try (Trainer trainer = factory().create(other, Optional.empty(), indexes)) {
      assertNotEquals(
          unbroken().last().digest(), RecordedTraining.record(trainer, EPOCHS).last().digest());
    }
  }

  @Test
  void theDataHaveTheSameDigestEveryTime() {
    try (Trainer first = create();
        Trainer second = createForOldData()) {
      assertFalse(first.dataDigest().isBlank());
      assertEquals(first.dataDigest(), second.dataDigest());
    }
  }

  @Test
  void picturesChangeNoBit() {
    try (Trainer trainer = create()) {
      List<Picture> pictures = trainer.picturesOfData();
      while (!RecordedTraining.isDone(trainer, EPOCHS)) {
        RecordedTraining.advance(trainer);
      }
      assertEquals(trainer.picturesOfData().size(), pictures.size());
      trainer.picturesOfResults();
      assertSame(unbroken().last(), Moment.of(trainer));
    }
  }

  private RecordedTraining unbroken() {
    try (Trainer trainer = create()) {
      return RecordedTraining.record(trainer, EPOCHS);
    }
  }

  /** As a job's first attempt does. */
  private Trainer create() {
    return factory().create(spec(), Optional.empty(), indexes);
  }

  /** As later attempts do, which know the data that the first one saw. */
  private Trainer createForOldData() {
    String digest;
    try (Trainer first = create()) {
      digest = first.dataDigest();
    }
    return factory().create(spec(), Optional.of(digest), indexes);
  }

  private JobSpec spec() {
    return spec(fields());
  }

  private ObjectNode fields() {
    try {
      return (ObjectNode) Json.MAPPER.readTree(request());
    } catch (JsonProcessingException e) {
      throw new AssertionError("request() is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static JobSpec spec(ObjectNode fields) {
    try {
      byte[] json = fields.toString().getBytes(UTF_8);
      return ((Request.Train) RequestReader.read(json, "contract")).spec();
    } catch (MessageFormatException e) {
      throw new AssertionError("request() would be refused: " + e.getMessage(), e);
    }
  }

  private static void assertSame(Moment expected, Moment actual) {
    assertEquals(expected.position(), actual.position());
    assertEquals(
        expected.digest(),
        actual.digest(),
        () -> "the state at %s differs".formatted(expected.position()));
  }

  /** In memory, for the length of a test. */
  private static final class KeptIndexes implements DataIndexes {
    private final Map<String, byte[]> kept = new HashMap<>();

    @Override
    public Optional<byte[]> find(String digest) {
      return Optional.ofNullable(kept.get(digest));
    }

    @Override
    public void save(String digest, byte[] index) {
      kept.put(digest, index);
    }
  }
}
