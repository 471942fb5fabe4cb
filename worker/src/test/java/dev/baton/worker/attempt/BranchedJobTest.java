package dev.baton.worker.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.worker.tiny.TinyTrainerFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BranchedJobTest {
  private static final String JOB = "a";
  private static final int EPOCHS = 4;

  @TempDir Path folder;
  private ObjectStore store;
  private Runnable atStart = () -> {};
  private final KeptFacts facts =
      new KeptFacts(
          fact -> {
            if (fact instanceof Event.AttemptStarted) {
              atStart.run();
            }
          });

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(folder);
  }

  @Test
  void aCancelledJobThatIsRunAgainEndsWithTheBitsOfAnUnbrokenOne() throws Exception {
    cancelAfterOneEpoch();
    run(command(2, EPOCHS, branch(1)));
    assertThat(history().closed().orElseThrow().outcome()).isEqualTo(Outcome.FINISHED);
    assertThat(facts.of(Event.JobFinished.class).getLast().branch()).isEqualTo(1);
    assertThat(newest().stateDigest()).isEqualTo(unbrokenDigest());
    assertEveryCheckpointIsSound();
  }

  @Test
  void aCommandOfTheOldBranchDoesNothingOnceTheNewOneHasBegun() throws Exception {
    cancelAfterOneEpoch();
    run(command(3, 2, branch(1)));
    long entries = history().nextSequence();
    run(command(4, EPOCHS, Optional.empty()));
    assertThat(history().nextSequence()).isEqualTo(entries);
    assertThat(facts.of(Event.CommandStale.class))
        .singleElement()
        .extracting(Event.CommandStale::newestBranch)
        .isEqualTo(1);
  }

  @Test
  void aRedeliveredCommandOfAnEndedBranchReportsThatBranchesEnd() throws Exception {
    cancelAfterOneEpoch();
    run(command(1, EPOCHS, Optional.empty()));
    assertThat(facts.of(Event.JobCancelled.class))
        .extracting(Event.JobCancelled::branch)
        .containsExactly(0, 0);
  }

  @Test
  void whoeverWasLostBeforeABranchBeganDoesNotCountAgainstIt() throws Exception {
    JobLog log = new JobLog(store, JOB);
    TrainEpochs first = command(1, EPOCHS, Optional.empty());
    for (int i = 0; i < 5; i++) {
      log.append(i, TinyJobs.started(first, "w" + i));
    }
    run(first);
    assertThat(history().closed().orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
    run(command(2, EPOCHS, branch(1)));
    assertThat(newest().stateDigest()).isEqualTo(unbrokenDigest());
  }

  @Test
  void aJobThatGoesBackTrainsTheSameBitsAgainAndTheOldBranchStays() throws Exception {
    run(command(1, EPOCHS, Optional.empty()));
    JobHistory before = history();
    List<Numbered<Checkpointed>> left = before.chain();
    long from = left.get(1).sequence(); // the end of epoch 3
    run(command(2, EPOCHS, Optional.of(new Branch(1, Optional.of(from), "r"))));

    assertThat(facts.of(Event.AttemptStarted.class).getLast().checkpoint()).contains(from);
    Checkpointed again = newest();
    assertThat(again.parent()).contains(from);
    assertThat(again.attemptId()).isNotEqualTo(left.getFirst().entry().attemptId());
    assertThat(again.stateDigest()).isEqualTo(left.getFirst().entry().stateDigest());
    CheckpointStore checkpoints = new CheckpointStore(store, JOB);
    Set<String> stored = checkpoints.storedKeys();
    assertThat(left.subList(0, 2)).allMatch(c -> checkpoints.isStored(c.entry(), stored));
    assertEveryCheckpointIsSound();
  }

  @Test
  void aBranchThatWasLostBeforeItsFirstCheckpointBeginsWhereItWasTo() throws Exception {
    run(command(1, EPOCHS, Optional.empty()));
    long from = history().chain().get(1).sequence();
    TrainEpochs back = command(2, EPOCHS, Optional.of(new Branch(1, Optional.of(from), "r")));
    new JobLog(store, JOB).append(history().nextSequence(), TinyJobs.started(back, "lost"));
    assertThat(history().newestCheckpoint().orElseThrow().sequence()).isEqualTo(from);
    run(back);
    assertThat(facts.of(Event.AttemptStarted.class).getLast().checkpoint()).contains(from);
    assertThat(newest().parent()).contains(from);
  }

  @Test
  void aJobCannotGoBackToWhatIsNoCheckpoint() throws Exception {
    run(command(1, EPOCHS, Optional.empty()));
    long entries = history().nextSequence();
    run(command(2, EPOCHS, Optional.of(new Branch(1, Optional.of(0L), "r"))));
    assertThat(history().nextSequence()).isEqualTo(entries);
    assertThat(facts.of(Event.JobFailed.class).getLast().why()).contains("entry 0", "checkpoint");
  }

  @Test
  void aFinishedJobThatIsExtendedGoesOnFromItsLastCheckpoint() throws Exception {
    run(command(1, EPOCHS, Optional.empty()));
    long last = history().newestCheckpoint().orElseThrow().sequence();
    run(command(2, EPOCHS + 2, branch(1), EPOCHS + 2));
    assertThat(newest().epoch()).isEqualTo(EPOCHS + 2);
    assertThat(history().chain()).extracting(Numbered::sequence).contains(last);
    assertThat(facts.of(Event.JobFinished.class).getLast().epochs()).isEqualTo(EPOCHS + 2);
    assertEveryCheckpointIsSound();
  }

  /** Epoch 4 was trained at the rates of 4 epochs; training it at those of 6 is no recovery. */
  @Test
  void anExtendedJobNeverFallsBackToBeforeItWasExtended() throws Exception {
    run(command(1, EPOCHS, Optional.empty()));
    Checkpointed last = newest();
    store.upload(
        "jobs/%s/data/%s/%d-0/model.safetensors".formatted(JOB, last.attemptId(), last.epoch()),
        Content.of(new byte[3]));
    run(command(2, EPOCHS + 2, branch(1), EPOCHS + 2));
    assertThat(history().closed().orElseThrow().why())
        .contains("checkpoints is whole", "baton resume a --from epoch_N");
  }

  @Test
  void nothingButTheNumberOfEpochsMayChangeWithABranch() throws Exception {
    run(command(1, EPOCHS, Optional.empty()));
    JobSpec other = spec(EPOCHS, 16);
    run(new TrainEpochs(JOB, 2, 0, EPOCHS, other, SpecDigest.of(other), branch(1), Instant.EPOCH));
    assertThat(facts.of(Event.JobFailed.class).getLast().why()).contains("batch was 8, is 16");
  }

  private void cancelAfterOneEpoch() throws Exception {
    run(command(1, 1, Optional.empty()));
    AttemptSignals signals = new AttemptSignals();
    atStart = () -> signals.stop(AttemptSignals.Stop.CANCELLED, Duration.ofSeconds(5));
    runner().run(command(1, EPOCHS, Optional.empty()), signals);
    atStart = () -> {};
    assertThat(history().closed().orElseThrow().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  private void run(TrainEpochs command) {
    assertThat(runner().run(command, new AttemptSignals())).isEqualTo(CommandOutcome.DONE);
  }

  private AttemptRunner runner() {
    return new AttemptRunner(
        "w1",
        store,
        Map.of("tiny", new TinyTrainerFactory()),
        facts,
        new ProgressBoard(),
        Duration.ofSeconds(5),
        Clock.systemUTC());
  }

  private static Optional<Branch> branch(int number) {
    return Optional.of(new Branch(number, Optional.empty(), "r"));
  }

  private static TrainEpochs command(int number, int through, Optional<Branch> branch)
      throws Exception {
    return command(number, through, branch, EPOCHS);
  }

  private static TrainEpochs command(int number, int through, Optional<Branch> branch, int epochs)
      throws Exception {
    JobSpec spec = spec(epochs, 8);
    return new TrainEpochs(
        JOB, number, 0, through, spec, SpecDigest.of(spec), branch, Instant.EPOCH);
  }

  private static JobSpec spec(int epochs, int batch) throws Exception {
    String json =
        "{\"version\":1,\"type\":\"train\",\"job\":\"a\",\"task\":\"tiny\",\"epochs\":%d,\"batch\":%d,\"checkpoint_every\":\"1h\",\"hyp\":{\"steps\":10,\"step_millis\":0}}"
            .formatted(epochs, batch);
    return ((Request.Train) RequestReader.read(json.getBytes(UTF_8), "r")).spec();
  }

  private JobHistory history() throws Exception {
    return new JobLog(store, JOB).read();
  }

  private Checkpointed newest() throws Exception {
    return history().newestCheckpoint().orElseThrow().entry();
  }

  private String unbrokenDigest() throws Exception {
    JobSpec spec = spec(EPOCHS, 8);
    runner()
        .run(
            new TrainEpochs(
                "unbroken",
                1,
                0,
                EPOCHS,
                spec,
                SpecDigest.of(spec),
                Optional.empty(),
                Instant.EPOCH),
            new AttemptSignals());
    return new JobLog(store, "unbroken")
        .read()
        .newestCheckpoint()
        .orElseThrow()
        .entry()
        .stateDigest();
  }

  private void assertEveryCheckpointIsSound() throws Exception {
    assertThat(new JobVerifier(store, JOB, history()).verify(Depth.TENSORS))
        .noneMatch(checked -> checked.condition() == Condition.DAMAGED);
  }
}
