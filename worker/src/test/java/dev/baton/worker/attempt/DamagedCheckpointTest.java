package dev.baton.worker.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.JobPictures;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.AttemptEnded;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.checkpoint.LogEntry.DataPinned;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.Damage;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import dev.baton.worker.attempt.AttemptSignals.Stop;
import dev.baton.worker.tiny.TinyTrainerFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of stored object, damaged in every way, between two attempts at a job. */
class DamagedCheckpointTest {
  private static final String JOB = "a";
  private static final int EPOCHS = 4;
  private static final List<String> FILES =
      List.of(
          "model.safetensors",
          "ema.safetensors",
          "optimizer.safetensors",
          "state.json",
          "digest.txt");

  @TempDir Path folder;
  private ObjectStore store;
  private Runnable atFirstStep = () -> {};
  private final List<Event> reported = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(folder);
  }

  static Stream<Arguments> everyFileAndDamage() {
    return FILES.stream()
        .flatMap(file -> Stream.of(Damage.values()).map(damage -> Arguments.of(file, damage)));
  }

  @ParameterizedTest
  @MethodSource("everyFileAndDamage")
  void theNextOlderCheckpointIsUsedAndTheBitsAreTheSame(String file, Damage damage)
      throws Exception {
    train(JOB, 1, 2);
    Numbered<Checkpointed> newest = history(JOB).newestCheckpoint().orElseThrow();
    String key = folderOf(newest.entry()) + file;
    damage.apply(store, key);

    train(JOB, 2, EPOCHS);
    assertThat(of(Event.CheckpointDamaged.class))
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.file()).isEqualTo(key);
              assertThat(told.sequence()).isEqualTo(newest.sequence());
            });
    assertThat(lastAttempt().epoch()).isEqualTo(1);
    assertThat(finalDigest(JOB)).isEqualTo(unbrokenDigest());
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void anUnreadableEntryCostsItsCheckpointAndNoBit(Damage damage) throws Exception {
    train(JOB, 1, 2);
    Numbered<Checkpointed> newest = history(JOB).newestCheckpoint().orElseThrow();
    appendLostAttempt();
    String key = entryKey(newest.sequence());
    damage.apply(store, key);

    train(JOB, 2, EPOCHS);
    assertThat(of(Event.CheckpointDamaged.class))
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.file()).isEqualTo(key);
              assertThat(told.sequence()).isEqualTo(newest.sequence());
            });
    assertThat(finalDigest(JOB)).isEqualTo(unbrokenDigest());
    assertThat(store.list(folderOf(newest.entry())))
        .as("what the entry had named stays for inspection")
        .hasSize(FILES.size());
  }

  @Test
  void withoutItsLastEntryTheLogIsAnEarlierStateOfTheJob() throws Exception {
    train(JOB, 1, 2);
    Damage.REMOVED.apply(store, entryKey(history(JOB).newestCheckpoint().orElseThrow().sequence()));
    train(JOB, 2, EPOCHS);
    assertThat(finalDigest(JOB)).isEqualTo(unbrokenDigest());
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void anUnreadableStartOfAnAttemptCostsNothing(Damage damage) throws Exception {
    train(JOB, 1, 2);
    damage.apply(store, entryKey(0));
    train(JOB, 2, EPOCHS);
    assertThat(of(Event.CheckpointDamaged.class)).isEmpty();
    assertThat(lastAttempt().epoch()).isEqualTo(2);
    assertThat(finalDigest(JOB)).isEqualTo(unbrokenDigest());
  }

  static Stream<Arguments> everyOtherKindOfEntryAndDamage() {
    return Stream.of(AttemptStarted.class, DataPinned.class, AttemptEnded.class, Closed.class)
        .flatMap(kind -> Stream.of(Damage.values()).map(damage -> Arguments.of(kind, damage)));
  }

  /** The last attempt is redelivered afterwards, as after a lost answer. */
  @ParameterizedTest
  @MethodSource("everyOtherKindOfEntryAndDamage")
  <E extends LogEntry> void noDamagedEntryOfAnotherKindChangesABit(Class<E> kind, Damage damage)
      throws Exception {
    trainUntilPaused(JOB);
    train(JOB, 2, EPOCHS);
    String key = entryKey(history(JOB).all(kind).getLast().sequence());
    damage.apply(store, key);

    train(JOB, 3, EPOCHS);
    assertThat(finalDigest(JOB)).isEqualTo(unbrokenDigest());
    assertThat(history(JOB).closed().orElseThrow().outcome()).isEqualTo(Outcome.FINISHED);
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void aDamagedPictureIsNoneOfTheTrainingsConcerns(Damage damage) throws Exception {
    train(JOB, 1, 2);
    JobPictures pictures = new JobPictures(store, JOB);
    pictures.put("labels.png", new byte[] {1, 2, 3});
    damage.apply(store, "jobs/a/plots/labels.png");

    train(JOB, 2, EPOCHS);
    assertThat(of(Event.CheckpointDamaged.class)).isEmpty();
    assertThat(lastAttempt().epoch()).isEqualTo(2);
    assertThat(finalDigest(JOB)).isEqualTo(unbrokenDigest());
  }

  @ParameterizedTest
  @MethodSource("everyFileAndDamage")
  void whatIsToldOfADamagedFileSaysWhatIsWrongWithIt(String file, Damage damage) throws Exception {
    train(JOB, 1, 2);
    damage.apply(store, folderOf(history(JOB).newestCheckpoint().orElseThrow().entry()) + file);
    train(JOB, 2, EPOCHS);
    String expected =
        switch (damage) {
          case REMOVED -> "it is missing";
          case EMPTIED -> "it has 0 bytes instead of ";
          case TRUNCATED -> " bytes instead of ";
          case FIRST_BIT_FLIPPED, MIDDLE_BIT_FLIPPED, LAST_BIT_FLIPPED ->
              "its SHA-256 is not that of its entry";
        };
    assertThat(of(Event.CheckpointDamaged.class))
        .singleElement()
        .extracting(Event.CheckpointDamaged::why)
        .asString()
        .contains(expected);
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void aJobWithoutAnyWholeCheckpointFailsAndDoesNotBeginAnew(Damage damage) throws Exception {
    train(JOB, 1, 3);
    for (StoredObject object : store.list("jobs/a/data/")) {
      damage.apply(store, object.key());
    }
    train(JOB, 2, EPOCHS);
    assertFailedForWantOfAWholeCheckpoint();
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void aJobWhoseCheckpointsEntriesAreAllUnreadableFailsAndDoesNotBeginAnew(Damage damage)
      throws Exception {
    train(JOB, 1, 3);
    List<Numbered<Checkpointed>> committed = history(JOB).all(Checkpointed.class);
    appendLostAttempt();
    for (Numbered<Checkpointed> checkpoint : committed) {
      damage.apply(store, entryKey(checkpoint.sequence()));
    }
    train(JOB, 2, EPOCHS);
    assertFailedForWantOfAWholeCheckpoint();
  }

  private void assertFailedForWantOfAWholeCheckpoint() throws Exception {
    assertThat(history(JOB).closed().orElseThrow())
        .satisfies(
            closed -> {
              assertThat(closed.outcome()).isEqualTo(Outcome.FAILED);
              assertThat(closed.why()).contains("none of the job's stored checkpoints is whole");
            });
    assertThat(of(Event.JobFailed.class)).hasSize(1);
    assertThat(of(Event.CheckpointDamaged.class)).isNotEmpty();
  }

  private void train(String job, int commandNumber, int through) throws Exception {
    try (AttemptRunner runner = runner("w" + commandNumber)) {
      CommandOutcome outcome =
          runner.run(command(job, commandNumber, through), new AttemptSignals());
      assertThat(outcome).isEqualTo(CommandOutcome.DONE);
    }
  }

  private AttemptRunner runner(String worker) {
    return new AttemptRunner(
        worker,
        store,
        Map.of("tiny", new TinyTrainerFactory()),
        new Reports(),
        new ProgressBoard(),
        Duration.ofSeconds(5),
        Clock.systemUTC());
  }

  /** Leaves an {@code attempt-ended} entry in the log. */
  private void trainUntilPaused(String job) throws Exception {
    AttemptSignals signals = new AttemptSignals();
    atFirstStep = () -> signals.stop(Stop.PAUSED, Duration.ofSeconds(20));
    try (AttemptRunner runner = runner("w1")) {
      assertThat(runner.run(command(job, 1, EPOCHS), signals)).isEqualTo(CommandOutcome.DONE);
    }
    atFirstStep = () -> {};
  }

  private void appendLostAttempt() throws Exception {
    TrainEpochs command = command(JOB, 2, EPOCHS);
    new JobLog(store, JOB)
        .append(
            history(JOB).nextSequence(),
            new AttemptStarted(
                UUID.randomUUID().toString(),
                "lost",
                2,
                "w9",
                "java/strict",
                command.specDigest(),
                command.spec(),
                Optional.empty(),
                Instant.EPOCH));
  }

  private static TrainEpochs command(String job, int number, int through) throws Exception {
    String json =
        "{\"version\":1,\"type\":\"train\",\"job\":\"%s\",\"task\":\"tiny\",\"epochs\":%d,\"batch\":8,\"checkpoint_every\":\"1h\",\"hyp\":{\"steps\":10,\"step_millis\":0}}"
            .formatted(job, EPOCHS);
    JobSpec spec = ((Request.Train) RequestReader.read(json.getBytes(UTF_8), "r")).spec();
    return new TrainEpochs(
        job, number, 0, through, spec, SpecDigest.of(spec), Optional.empty(), Instant.EPOCH);
  }

  private JobHistory history(String job) throws Exception {
    return new JobLog(store, job).read();
  }

  private String finalDigest(String job) throws Exception {
    Checkpointed last = history(job).newestCheckpoint().orElseThrow().entry();
    assertThat(last.epoch()).isEqualTo(EPOCHS);
    return last.stateDigest();
  }

  private String unbrokenDigest() throws Exception {
    train("unbroken", 1, EPOCHS);
    return finalDigest("unbroken");
  }

  private Event.FirstStepDone lastAttempt() {
    return of(Event.FirstStepDone.class).getLast();
  }

  private <E extends Event> List<E> of(Class<E> type) {
    return reported.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(event -> event.job().equals(JOB))
        .toList();
  }

  private static String folderOf(Checkpointed entry) {
    return "jobs/a/data/%s/%d-%d/".formatted(entry.attemptId(), entry.epoch(), entry.step());
  }

  private static String entryKey(long sequence) {
    return "jobs/a/log/%010d.json".formatted(sequence);
  }

  private final class Reports implements FactSink {
    @Override
    public void report(Event fact) {
      reported.add(fact);
      if (fact instanceof Event.FirstStepDone) {
        atFirstStep.run();
      }
    }

    @Override
    public boolean awaitStored(AttemptSignals signals) {
      return true;
    }
  }
}
