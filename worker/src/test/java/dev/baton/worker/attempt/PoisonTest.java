package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that kills its workers. */
class PoisonTest {
  private static final String JOB = "a";

  @TempDir Path folder;

  @Test
  void aJobThatKillsFiveWorkersFailsWithWhatTheySaidLast() throws Exception {
    ObjectStore store = new DirectoryObjectStore(folder);
    loseAt("before-pin", "w1", store);
    loseAt("before-pin", "w2", store);
    loseAt("after-pin", "w3", store);
    loseAt("after-step:4", "w4", store);
    loseAt("after-step", "w5", store);
    TinyJobs.worker("w6", store, new KeptFacts(), TinyJobs.undisturbed())
        .run(TinyJobs.command(JOB, 1, TinyJobs.EPOCHS), new AttemptSignals());

    Closed closed = TinyJobs.history(store, JOB).closed().orElseThrow();
    assertThat(closed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(closed.why())
        .isEqualTo(
            "5 attempts in a row were lost without a checkpoint. Their workers' last words: w1: said nothing; w2, w3: opens the data; w4, w5: trains on from epoch 0, step 0. See these workers' logs, then run the job again (baton rerun)");
  }

  /** A healthy job's attempts write nothing but what the job needs. */
  @Test
  void anAttemptThatHasNothingToFearNotesNothing() throws Exception {
    ObjectStore store = new DirectoryObjectStore(folder);
    TinyJobs.worker("w1", store, new KeptFacts(), TinyJobs.undisturbed())
        .run(TinyJobs.command(JOB, 1, TinyJobs.EPOCHS), new AttemptSignals());
    assertThat(store.list("jobs/a/last-words/")).isEmpty();
  }

  private static void loseAt(String place, String worker, ObjectStore store) {
    Mortal mortal = new Mortal();
    AttemptRunner dying =
        TinyJobs.worker(
            worker, mortal.store(store), mortal.facts(new KeptFacts()), mortal.dyingAt(place));
    try {
      dying.run(TinyJobs.command(JOB, 1, TinyJobs.EPOCHS), new AttemptSignals());
    } catch (Mortal.Death e) {
      assertThat(mortal.isDead()).isTrue();
    }
  }
}
