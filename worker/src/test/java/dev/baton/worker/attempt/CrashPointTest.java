package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Checked;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.messages.Event;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers die at every place between two side effects; {@code CrashedWorkerIT} kills processes. */
class CrashPointTest {
  private static final String JOB = "a";

  @TempDir Path folder;
  private ObjectStore store;

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(folder);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "AFTER_SHARD",
        "BEFORE_EVENT",
        "AFTER_EVENT",
        "BEFORE_ACKNOWLEDGE",
        "AFTER_ACKNOWLEDGE"
      })
  void aWorkerThatDiesHereLeavesAJobThatEndsWithTheSameBits(CrashPoint point) throws Exception {
    assertEndsWithTheSameBits(point.label());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "after-orphans",
        "after-restore",
        "after-step:17",
        "before-upload:2",
        "after-upload:3",
        "after-entry:2",
        "after-retention:3",
        "after-close"
      })
  void soDoesOneThatDiesHereAfterAnotherOne(String place) throws Exception {
    leaveOrphan();
    assertEndsWithTheSameBits(place);
  }

  @Test
  void armsOnePlaceForOneOfItsPasses() {
    StringBuilder deaths = new StringBuilder();
    CrashPoints armed = CrashPoints.armed("after-entry:2", () -> deaths.append("x"));
    armed.pass(CrashPoint.AFTER_ENTRY);
    armed.pass(CrashPoint.AFTER_UPLOAD);
    assertThat(deaths).isEmpty();
    armed.pass(CrashPoint.AFTER_ENTRY);
    armed.pass(CrashPoint.AFTER_ENTRY);
    assertThat(deaths).hasToString("x");
  }

  @Test
  void namesThePlacesWhenItIsGivenAnother() {
    assertThatThrownBy(() -> CrashPoints.armed("after-lunch", () -> {}))
        .hasMessageContaining("\"after-lunch\" is no crash point: use one of before-start, ");
    assertThatThrownBy(() -> CrashPoints.armed("after-step:often", () -> {}))
        .hasMessageContaining("\"often\" after a crash point's name: give how many times");
  }

  private void assertEndsWithTheSameBits(String place) throws Exception {
    // Its first command yields, so that it signs off, and its second one trains to the end.
    Mortal mortal = new Mortal();
    AttemptSignals signals = new AttemptSignals();
    FactSink facts = mortal.facts(new KeptFacts(fact -> yieldAtFirstStep(fact, signals)));
    AttemptRunner dying =
        TinyJobs.worker("dying", mortal.store(store), facts, mortal.dyingAt(place));
    runUntilDead(
        () -> {
          dying.run(TinyJobs.command(JOB, 2, TinyJobs.EPOCHS), signals);
          dying.run(TinyJobs.command(JOB, 3, TinyJobs.EPOCHS), new AttemptSignals());
        });
    assertThat(mortal.isDead()).as("dead at %s", place).isTrue();

    for (int number = 2; history().closed().isEmpty(); number++) {
      assertThat(number).as("commands").isLessThan(6);
      TinyJobs.worker("heir", store, new KeptFacts(), TinyJobs.undisturbed())
          .run(TinyJobs.command(JOB, number, TinyJobs.EPOCHS), new AttemptSignals());
    }
    assertThat(history().closed().orElseThrow().outcome()).isEqualTo(Outcome.FINISHED);
    assertThat(history().newestCheckpoint().orElseThrow().entry().stateDigest())
        .isEqualTo(TinyJobs.unbrokenDigest(store));
    List<Checked> checked = new JobVerifier(store, JOB, history()).verify(Depth.TENSORS);
    assertThat(checked).noneMatch(c -> c.condition() == Condition.DAMAGED);
  }

  /** What an attempt leaves that was lost after its first upload. */
  private void leaveOrphan() {
    Mortal mortal = new Mortal();
    AttemptRunner dying =
        TinyJobs.worker(
            "first",
            mortal.store(store),
            mortal.facts(new KeptFacts()),
            mortal.dyingAt("after-upload"));
    runUntilDead(() -> dying.run(TinyJobs.command(JOB, 1, TinyJobs.EPOCHS), new AttemptSignals()));
    assertThat(mortal.isDead()).isTrue();
  }

  private static void runUntilDead(Runnable life) {
    try {
      life.run();
    } catch (Mortal.Death e) {
      // On the training thread; other threads take their death alone.
    }
  }

  private static void yieldAtFirstStep(Event fact, AttemptSignals signals) {
    if (fact instanceof Event.FirstStepDone) {
      signals.askToYield();
    }
  }

  private JobHistory history() throws Exception {
    return TinyJobs.history(store, JOB);
  }
}
