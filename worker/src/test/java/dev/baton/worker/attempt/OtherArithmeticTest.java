package dev.baton.worker.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two workers whose numerics classes differ take the same job one after the other. */
class OtherArithmeticTest {
  private static final String JOB = "a";
  private static final int EPOCHS = 3;

  @TempDir Path folder;
  private ObjectStore store;
  private final KeptFacts facts = new KeptFacts();

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(folder);
  }

  @Test
  void aChangeOfArithmeticIsToldAndRecordedAndTheTrainingGoesOn() throws Exception {
    assertThat(run("cpu/one", "any", 1, 1)).isEqualTo(CommandOutcome.DONE);
    assertThat(run("cpu/two", "any", 2, EPOCHS)).isEqualTo(CommandOutcome.DONE);

    assertThat(facts.of(Event.NumericsChanged.class))
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.from()).isEqualTo("cpu/one");
              assertThat(told.to()).isEqualTo("cpu/two");
            });
    assertThat(starts()).extracting(AttemptStarted::numerics).containsExactly("cpu/one", "cpu/two");
    assertThat(facts.of(Event.JobFinished.class)).hasSize(1);
  }

  @Test
  void equalArithmeticIsNotWorthAWord() throws Exception {
    run("cpu/one", "any", 1, 1);
    run("cpu/one", "any", 2, EPOCHS);
    assertThat(facts.of(Event.NumericsChanged.class)).isEmpty();
  }

  @Test
  void aWorkerOfAnotherArithmeticHandsAStrictJobBackUntouched() throws Exception {
    run("cpu/one", "strict", 1, 1);
    assertThat(run("cpu/two", "strict", 2, EPOCHS)).isEqualTo(CommandOutcome.GAVE_UP);

    assertThat(facts.of(Event.AttemptEnded.class).getLast().detail())
        .isEqualTo("numerics is strict: the job began in cpu/one, this worker computes in cpu/two");
    assertThat(starts()).extracting(AttemptStarted::numerics).containsExactly("cpu/one");

    assertThat(run("cpu/one", "strict", 2, EPOCHS)).isEqualTo(CommandOutcome.DONE);
    assertThat(facts.of(Event.JobFinished.class)).hasSize(1);
  }

  private CommandOutcome run(String numerics, String rule, int number, int through)
      throws Exception {
    AttemptRunner runner =
        new AttemptRunner(
            "worker of " + numerics,
            store,
            Map.of("tiny", new TinyOf(numerics)),
            facts,
            new ProgressBoard(),
            Duration.ofSeconds(5),
            Clock.systemUTC());
    try (runner) {
      return runner.run(command(rule, number, through), new AttemptSignals());
    }
  }

  private static TrainEpochs command(String rule, int number, int through) throws Exception {
    String json =
        "{\"version\":1,\"type\":\"train\",\"job\":\"%s\",\"task\":\"tiny\",\"epochs\":%d,\"batch\":8,\"numerics\":\"%s\",\"hyp\":{\"steps\":5,\"step_millis\":0}}"
            .formatted(JOB, EPOCHS, rule);
    JobSpec spec = ((Request.Train) RequestReader.read(json.getBytes(UTF_8), "r")).spec();
    return new TrainEpochs(
        JOB, number, 0, through, spec, SpecDigest.of(spec), Optional.empty(), Instant.EPOCH);
  }

  private List<AttemptStarted> starts() throws Exception {
    return new JobLog(store, JOB)
        .read().all(AttemptStarted.class).stream().map(Numbered::entry).toList();
  }

  /** Trainers of a machine that computes in its own way. */
  private static final class TinyOf extends TinyTrainersAround {
    private final String numerics;

    TinyOf(String numerics) {
      this.numerics = numerics;
    }

    @Override
    public String numericsClass(JobSpec spec) {
      return numerics;
    }
  }
}
