package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import dev.baton.common.objectstore.PassingStore;
import dev.baton.worker.attempt.AttemptSignals.Stop;
import dev.baton.worker.tiny.TinyTrainerFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptRunnerTest {
  private static final int EPOCHS = TinyJobs.EPOCHS;
  private static final String SELDOM_SAVED = ",\"checkpoint_every\":\"1h\"";

  @TempDir Path folder;
  private ObjectStore store;
  private Runnable atFirstStep = () -> {};
  private final KeptFacts facts =
      new KeptFacts(
          fact -> {
            if (fact instanceof Event.FirstStepDone) {
              runOnce();
            }
          });

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(folder);
  }

  private void runOnce() {
    Runnable action = atFirstStep;
    atFirstStep = () -> {};
    action.run();
  }

  @Test
  void trainsToTheEndAndClosesTheLog() throws Exception {
    assertThat(runner("w1").run(command("a", 1, EPOCHS), new AttemptSignals()))
        .isEqualTo(CommandOutcome.DONE);
    JobHistory history = history("a");
    assertThat(history.closed().orElseThrow().outcome()).isEqualTo(LogEntry.Outcome.FINISHED);
    assertThat(history.newestCheckpoint().orElseThrow().entry().epoch()).isEqualTo(EPOCHS);
    assertThat(facts.of(Event.JobFinished.class))
        .singleElement()
        .extracting(Event.JobFinished::stateDigest)
        .isEqualTo(finalDigest("a"));
  }

  @Test
  void aDrainedWorkerSavesInsideTheEpochAndAnotherOneEndsWithTheSameBits() throws Exception {
    AttemptSignals signals = new AttemptSignals();
    atFirstStep = () -> signals.stop(Stop.DRAINED, Duration.ofSeconds(20));
    assertThat(runner("w1").run(command("a", 1, EPOCHS), signals))
        .isEqualTo(CommandOutcome.HAND_BACK);
    Checkpointed saved = history("a").newestCheckpoint().orElseThrow().entry();
    assertThat(saved.step()).isPositive();

    assertThat(runner("w2").run(command("a", 1, EPOCHS), new AttemptSignals()))
        .isEqualTo(CommandOutcome.DONE);
    assertThat(facts.of(Event.AttemptStarted.class).getLast().step()).isEqualTo(saved.step());
    assertThat(finalDigest("a")).isEqualTo(unbrokenDigest());
  }

  @Test
  void anAttemptThatIsOvertakenStopsForGoodAndTheBitsAreTheSame() throws Exception {
    CompletableFuture<CommandOutcome> rival = new CompletableFuture<>();
    atFirstStep =
        () -> rival.complete(runner("w2").run(command("a", 1, EPOCHS), new AttemptSignals()));
    assertThat(runner("w1").run(command("a", 1, EPOCHS), new AttemptSignals()))
        .isEqualTo(CommandOutcome.HAND_BACK);
    assertThat(rival.get()).isEqualTo(CommandOutcome.DONE);
    assertThat(facts.of(Event.AttemptEnded.class))
        .singleElement()
        .extracting(Event.AttemptEnded::reason)
        .isEqualTo(Event.EndReason.SUPERSEDED);
    assertThat(finalDigest("a")).isEqualTo(unbrokenDigest());
  }

  @Test
  void aRedeliveredCommandThatIsDoneIsOnlyReported() throws Exception {
    runner("w1").run(command("a", 1, 2), new AttemptSignals());
    long entries = history("a").nextSequence();
    assertThat(runner("w2").run(command("a", 1, 2), new AttemptSignals()))
        .isEqualTo(CommandOutcome.DONE);
    assertThat(history("a").nextSequence()).isEqualTo(entries);
    assertThat(facts.of(Event.AttemptEnded.class))
        .extracting(Event.AttemptEnded::reason)
        .containsExactly(Event.EndReason.DONE, Event.EndReason.DONE);
  }

  @Test
  void aFinishedJobStaysFinishedWhateverCommandComesLater() throws Exception {
    runner("w1").run(command("a", 1, EPOCHS), new AttemptSignals());
    long entries = history("a").nextSequence();
    runner("w1").run(command("a", 7, EPOCHS), new AttemptSignals());
    assertThat(history("a").nextSequence()).isEqualTo(entries);
    assertThat(facts.of(Event.JobFinished.class)).hasSize(2);
  }

  @Test
  void aCommandOlderThanTheNewestAttemptIsStale() throws Exception {
    runner("w1").run(command("a", 3, 2), new AttemptSignals());
    assertThat(runner("w1").run(command("a", 2, EPOCHS), new AttemptSignals()))
        .isEqualTo(CommandOutcome.DONE);
    assertThat(facts.of(Event.CommandStale.class))
        .singleElement()
        .extracting(Event.CommandStale::newestCommandNumber)
        .isEqualTo(3);
  }

  @Test
  void goesOnWithTheTrainerItHoldsWhenTheNextCommandContinuesFromItsCheckpoint() throws Exception {
    AttemptRunner worker = runner("w1");
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      worker.run(command("a", epoch, epoch), new AttemptSignals());
    }
    assertThat(finalDigest("a")).isEqualTo(unbrokenDigest());
    assertThat(history("a").all(AttemptStarted.class)).hasSize(EPOCHS);
  }

  @Test
  void fallsBackFromADamagedCheckpointAndEndsWithTheSameBits() throws Exception {
    runner("w1").run(command("a", 1, 2), new AttemptSignals());
    Numbered<Checkpointed> newest = history("a").newestCheckpoint().orElseThrow();
    String key = key(newest.entry(), "model.safetensors");
    byte[] bytes = store.read(key);
    bytes[bytes.length - 1] ^= 1;
    store.upload(key, Content.of(bytes));

    runner("w2").run(command("a", 2, EPOCHS), new AttemptSignals());
    assertThat(facts.of(Event.CheckpointDamaged.class))
        .singleElement()
        .satisfies(
            damage -> {
              assertThat(damage.sequence()).isEqualTo(newest.sequence());
              assertThat(damage.file()).isEqualTo(key);
            });
    assertThat(finalDigest("a")).isEqualTo(unbrokenDigest());
    assertThat(store.read(key)).isEqualTo(bytes);
  }

  @Test
  void failsWithASentenceWhenNoCheckpointIsWhole() throws Exception {
    runner("w1").run(command("a", 1, 3), new AttemptSignals());
    for (StoredObject object : store.list("jobs/a/data/")) {
      store.upload(object.key(), Content.of(new byte[0]));
    }
    runner("w2").run(command("a", 2, EPOCHS), new AttemptSignals());
    assertThat(history("a").closed().orElseThrow().why()).contains("stored checkpoints is whole");
    assertThat(facts.of(Event.JobFailed.class)).hasSize(1);
  }

  @Test
  void badInputFailsTheJobWithItsCause() throws Exception {
    TrainEpochs command = command("a", 1, EPOCHS, ",\"fail_at_step\":13", "");
    assertThat(runner("w1").run(command, new AttemptSignals())).isEqualTo(CommandOutcome.DONE);
    assertThat(history("a").closed().orElseThrow().why()).contains("step 13 fails");
  }

  @Test
  void saysThatNobodyHereKnowsTheTask() throws Exception {
    AttemptRunner knowsNothing =
        new AttemptRunner(
            "w1",
            store,
            Map.of("other", new TinyTrainerFactory()),
            facts,
            new ProgressBoard(),
            Duration.ofSeconds(5),
            Clock.systemUTC());
    assertThat(knowsNothing.run(command("a", 1, EPOCHS), new AttemptSignals()))
        .isEqualTo(CommandOutcome.GAVE_UP);
    assertThat(facts.of(Event.AttemptEnded.class))
        .singleElement()
        .extracting(Event.AttemptEnded::detail)
        .isEqualTo("no trainer for task \"tiny\" here, only for other");
  }

  @Test
  void aCommandForAbsentDevicesIsHandedBackBeforeAnAttemptBegins() throws Exception {
    AttemptRunner runner = runner("w1", FactoryWithoutGpus.without(0));
    assertThat(runner.run(command("a", 1, EPOCHS), new AttemptSignals()))
        .isEqualTo(CommandOutcome.GAVE_UP);
    assertThat(facts.of(Event.AttemptEnded.class))
        .singleElement()
        .extracting(Event.AttemptEnded::detail)
        .isEqualTo("this worker has no GPU 0");
    assertThat(history("a").nextSequence()).isZero();
  }

  @Test
  void aCommandForADeviceThatOthersFillIsHandedBackToo() throws Exception {
    AttemptRunner runner = runner("w1", FactoryWithoutGpus.full());
    assertThat(runner.run(command("a", 1, EPOCHS), new AttemptSignals()))
        .isEqualTo(CommandOutcome.GAVE_UP);
    assertThat(facts.of(Event.AttemptEnded.class))
        .singleElement()
        .extracting(Event.AttemptEnded::detail)
        .asString()
        .startsWith("the GPU has too little free memory");
    assertThat(history("a").nextSequence()).isZero();
  }

  @Test
  void aJobThatKillsFiveWorkersWithoutACheckpointFails() throws Exception {
    JobLog log = new JobLog(store, "a");
    TrainEpochs command = command("a", 1, EPOCHS);
    for (int i = 0; i < 5; i++) {
      log.append(i, TinyJobs.started(command, "w" + i));
    }
    runner("w9").run(command, new AttemptSignals());
    assertThat(history("a").closed().orElseThrow().why())
        .contains("5 attempts in a row were lost")
        .contains("last words: w0, w1, w2, w3, w4: said nothing.");
  }

  @Test
  void refusesAnotherSpecUnderTheNameOfAStoredLog() throws Exception {
    runner("w1").run(command("a", 1, 2), new AttemptSignals());
    long entries = history("a").nextSequence();
    runner("w1").run(command("a", 2, EPOCHS, ",\"lr0\":0.5", ""), new AttemptSignals());
    assertThat(history("a").nextSequence()).isEqualTo(entries);
    assertThat(facts.of(Event.JobFailed.class))
        .singleElement()
        .extracting(Event.JobFailed::why)
        .asString()
        .contains("hyp was {")
        .contains("\"lr0\":0.5")
        .contains("baton rm a");
  }

  /** A sentence that a broker takes, and that somebody reads. */
  @Test
  void showsTheBeginOfLongFieldsThatDiffer() throws Exception {
    runner("w1").run(command("a", 1, 2), new AttemptSignals());
    String yaml = "# a model\\n".repeat(50_000);
    runner("w1")
        .run(command("a", 2, EPOCHS, "", ",\"cfg\":\"%s\"".formatted(yaml)), new AttemptSignals());
    assertThat(facts.of(Event.JobFailed.class))
        .singleElement()
        .extracting(Event.JobFailed::why)
        .asString()
        .contains("# a model")
        .hasSizeLessThan(500);
  }

  @Test
  void yieldsAtTheEpochsEndAndARedeliveryOnlyReports() throws Exception {
    AttemptSignals signals = new AttemptSignals();
    atFirstStep = signals::askToYield;
    assertThat(runner("w1").run(command("a", 1, EPOCHS), signals)).isEqualTo(CommandOutcome.DONE);
    assertThat(history("a").newestCheckpoint().orElseThrow().entry().epoch()).isEqualTo(1);
    assertThat(runner("w2").run(command("a", 1, EPOCHS), new AttemptSignals()))
        .isEqualTo(CommandOutcome.DONE);
    assertThat(history("a").newestCheckpoint().orElseThrow().entry().epoch()).isEqualTo(1);
    runner("w2").run(command("a", 2, EPOCHS), new AttemptSignals());
    assertThat(finalDigest("a")).isEqualTo(unbrokenDigest());
  }

  @Test
  void aCancelledAttemptClosesTheLogBeforeItTells() throws Exception {
    AttemptSignals signals = new AttemptSignals();
    atFirstStep = () -> signals.stop(Stop.CANCELLED, Duration.ofSeconds(5));
    assertThat(runner("w1").run(command("a", 1, EPOCHS), signals)).isEqualTo(CommandOutcome.DONE);
    assertThat(history("a").closed().orElseThrow().outcome()).isEqualTo(LogEntry.Outcome.CANCELLED);
    assertThat(facts.of(Event.JobCancelled.class)).hasSize(1);
  }

  @Test
  void keepsTheDataOfTheNewestTwoAndTheBestCheckpointOnly() throws Exception {
    runner("w1").run(command("a", 1, EPOCHS), new AttemptSignals());
    JobHistory history = history("a");
    List<String> folders =
        store.list("jobs/a/data/").stream()
            .map(object -> object.key().substring(0, object.key().lastIndexOf('/')))
            .distinct()
            .toList();
    assertThat(history.all(Checkpointed.class)).hasSizeGreaterThanOrEqualTo(EPOCHS);
    assertThat(folders).hasSizeBetween(2, 3);
  }

  /** Even where the command ends before the epoch with which the training begins. */
  @Test
  void whatATrainingBeginsWithIsItsFirstCheckpointWhenItBeganElsewhere() throws Exception {
    runner("w1", new BegunTrainerFactory(2)).run(command("a", 1, 1), new AttemptSignals());
    assertThat(history("a").all(Checkpointed.class))
        .extracting(Numbered::entry)
        .singleElement()
        .extracting(Checkpointed::epoch, Checkpointed::step)
        .containsExactly(2, 0);
    runner("w2").run(command("a", 2, EPOCHS), new AttemptSignals());
    assertThat(finalDigest("a")).isEqualTo(unbrokenDigest());
  }

  @Test
  void keepsEveryPeriodicEpochFromTheFirstOnToo() throws Exception {
    runner("w1").run(command("a", 1, EPOCHS, "", ",\"save_period\":3"), new AttemptSignals());
    CheckpointStore checkpoints = new CheckpointStore(store, "a");
    Set<String> stored = checkpoints.storedKeys();
    assertThat(history("a").all(Checkpointed.class))
        .extracting(Numbered::entry)
        .filteredOn(entry -> entry.isEpochEnd() && (entry.epoch() == 1 || entry.epoch() == 4))
        .hasSize(2)
        .allMatch(entry -> checkpoints.isStored(entry, stored));
  }

  @Test
  void aCheckpointThatFailsUnexpectedlyNeverLeavesTheJobFinishedWithoutIt() throws Exception {
    store = new FailingUploads(new DirectoryObjectStore(folder));
    assertThat(runner("w1").run(command("a", 1, EPOCHS), new AttemptSignals()))
        .isEqualTo(CommandOutcome.GAVE_UP);
    assertThat(history("a").closed()).isEmpty();
    assertThat(facts.of(Event.JobFinished.class)).isEmpty();
  }

  @Test
  void deletesWhatALostAttemptUploadedWithoutCommitting() throws Exception {
    TrainEpochs command = command("a", 1, 1);
    AttemptStarted lost = TinyJobs.started(command, "w0");
    new JobLog(store, "a").append(0, lost);
    String folder = "jobs/a/data/%s/".formatted(lost.attemptId());
    store.upload(folder + "0-5/model.safetensors", Content.of(new byte[9]));
    runner("w1").run(command, new AttemptSignals());
    assertThat(store.list(folder)).isEmpty();
  }

  private AttemptRunner runner(String worker) {
    return runner(worker, new TinyTrainerFactory());
  }

  private AttemptRunner runner(String worker, TrainerFactory trainers) {
    return TinyJobs.worker(worker, store, facts, TinyJobs.undisturbed(), trainers);
  }

  private static TrainEpochs command(String job, int number, int through) {
    return command(job, number, through, "", "");
  }

  /** Inside of epochs nothing is saved but where a test stops it. */
  private static TrainEpochs command(
      String job, int number, int through, String hyp, String options) {
    return TinyJobs.command(job, number, through, hyp, SELDOM_SAVED + options);
  }

  private JobHistory history(String job) throws Exception {
    return TinyJobs.history(store, job);
  }

  private String finalDigest(String job) throws Exception {
    Checkpointed last = history(job).newestCheckpoint().orElseThrow().entry();
    assertThat(last.epoch()).isEqualTo(EPOCHS);
    return last.stateDigest();
  }

  private String unbrokenDigest() throws Exception {
    runner("w0").run(command("unbroken", 1, EPOCHS), new AttemptSignals());
    return finalDigest("unbroken");
  }

  private static String key(Checkpointed entry, String file) {
    return "jobs/a/data/%s/%d-%d/%s"
        .formatted(entry.attemptId(), entry.epoch(), entry.step(), file);
  }

  /** A store whose client has a defect: uploads end in an exception that nobody expects. */
  private static final class FailingUploads extends PassingStore {
    private FailingUploads(ObjectStore store) {
      super(store);
    }

    @Override
    public void upload(String key, Content content) {
      throw new IllegalStateException("a defect");
    }
  }
}
