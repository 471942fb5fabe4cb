package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LastWords;
import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.process.ManualMachine;
import dev.baton.worker.attempt.StepWatch.Work;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code CrashedWorkerIT} lets a process hang. */
class HangGuardTest {
  private static final Duration SLACK = Duration.ofSeconds(60);
  private static final TrainingPosition POSITION = new TrainingPosition(2, 7);

  @TempDir Path folder;
  private final ManualMachine machine = new ManualMachine();
  private final StepWatch watch = new StepWatch(SLACK, machine);
  private final KeptFacts facts = new KeptFacts();
  private final AtomicInteger deaths = new AtomicInteger();
  private final HangGuard guard = new HangGuard(watch, facts, machine, deaths::incrementAndGet);
  private AttemptContext attempt;
  private LastWords lastWords;

  @BeforeEach
  void startAttempt() {
    AttemptSignals signals = new AttemptSignals(machine);
    lastWords = new LastWords(new DirectoryObjectStore(folder), "a");
    attempt =
        new AttemptContext(
            TinyJobs.command("a", 1, TinyJobs.EPOCHS),
            "attempt-1",
            "w1",
            new AttemptLog(
                new JobLog(new DirectoryObjectStore(folder), "a"), JobHistory.empty(), signals),
            signals,
            facts,
            new Diary(lastWords, "attempt-1", JobHistory.empty(), machine),
            new RoomWait(why -> {}),
            new Surroundings(Clock.systemUTC(), machine, CrashPoints.NONE, watch));
    watch.begin();
  }

  @Test
  void aStepMayTakeTenTimesTheMedianAndTheSlack() {
    for (int i = 0; i < 5; i++) {
      step(Duration.ofSeconds(2));
    }
    step(Duration.ofSeconds(80));
    assertThat(deaths).hasValue(0);
    step(Duration.ofSeconds(81));
    assertThat(deaths).hasValue(1);
  }

  @Test
  void theWorkerEndsWithLastWordsThatSayWhereItHangs() throws Exception {
    for (int i = 0; i < 5; i++) {
      step(Duration.ofSeconds(2));
    }
    step(Duration.ofMinutes(2));
    assertThat(facts.of(AttemptEnded.class))
        .singleElement()
        .satisfies(
            ended -> {
              assertThat(ended.reason()).isEqualTo(EndReason.HUNG);
              assertThat(ended.epoch()).isEqualTo(2);
              assertThat(ended.step()).isEqualTo(7);
              assertThat(ended.detail())
                  .startsWith(
                      "the step after epoch 2, step 7 has not ended for 120s (most take 2s, the limit is 80s) at ")
                  .contains("HangGuard");
            });
    assertThat(lastWords.find("attempt-1"))
        .hasValue(facts.of(AttemptEnded.class).getFirst().detail());
  }

  /** What hangs may be out of memory, too. */
  @Test
  void theWorkerEndsEvenWhereItsLastWordsFail() {
    HangGuard speechless =
        new HangGuard(
            watch,
            new KeptFacts() {
              @Override
              public boolean awaitStored(AttemptSignals signals) {
                throw new OutOfMemoryError("for words");
              }
            },
            machine,
            deaths::incrementAndGet);
    watch.started(attempt, StepWatch.Work.STEP, new TrainingPosition(2, 7));
    machine.pass(SLACK.multipliedBy(31));
    assertThatThrownBy(speechless::look).isInstanceOf(OutOfMemoryError.class);
    assertThat(deaths).hasValue(1);
  }

  @Test
  void theFirstStepsOfAnAttemptMayTakeThirtyTimesTheSlack() {
    step(SLACK.multipliedBy(30));
    assertThat(deaths).hasValue(0);
    step(SLACK.multipliedBy(30).plusSeconds(1));
    assertThat(deaths).hasValue(1);
  }

  @Test
  void theStepsOfAnotherAttemptAreNotComparedWithThoseOfTheLastOne() {
    for (int i = 0; i < 5; i++) {
      step(Duration.ofMillis(1));
    }
    watch.begin();
    step(Duration.ofMinutes(5));
    assertThat(deaths).hasValue(0);
  }

  @Test
  void betweenTwoStepsNothingIsOverdue() {
    for (int i = 0; i < 5; i++) {
      step(Duration.ofMillis(1));
    }
    machine.pass(Duration.ofHours(1));
    guard.look();
    assertThat(deaths).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource(names = "STEP", mode = EnumSource.Mode.EXCLUDE)
  void otherWorkMayTakeTenTimesTheSlackForEachPiece(Work work) throws Exception {
    watch.time(
        attempt,
        work,
        POSITION,
        () -> {
          for (int piece = 0; piece < 3; piece++) {
            machine.pass(SLACK.multipliedBy(10));
            guard.look();
            watch.progressed();
          }
          assertThat(deaths).hasValue(0);
          machine.pass(SLACK.multipliedBy(10).plusNanos(1));
          guard.look();
          return null;
        });
    assertThat(deaths).hasValue(1);
  }

  @Test
  void aValidationThatHangsIsToldByItsName() throws Exception {
    watch.time(
        attempt,
        Work.VALIDATION,
        POSITION,
        () -> {
          machine.pass(Duration.ofMinutes(11));
          guard.look();
          return null;
        });
    assertThat(lastWords.find("attempt-1").orElseThrow())
        .startsWith(
            "the validation after epoch 2, step 7 has come no further for 660s (the limit is 600s) at ");
  }

  @Test
  void whatIsNoStepDoesNotCountForTheUsualTimeOfSteps() {
    for (int i = 0; i < 5; i++) {
      step(Duration.ofSeconds(2));
      watch.time(
          attempt,
          Work.VALIDATION,
          POSITION,
          () -> {
            machine.pass(Duration.ofMinutes(5));
            return null;
          });
    }
    step(Duration.ofSeconds(81));
    assertThat(deaths).hasValue(1);
  }

  @Test
  void aStepIsNotProlongedByWhatOthersTell() {
    for (int i = 0; i < 5; i++) {
      step(Duration.ofSeconds(2));
    }
    watch.time(
        attempt,
        Work.STEP,
        POSITION,
        () -> {
          machine.pass(Duration.ofSeconds(60));
          watch.progressed();
          machine.pass(Duration.ofSeconds(21));
          guard.look();
          return null;
        });
    assertThat(deaths).hasValue(1);
  }

  /** A step during which {@code time} passes before the guard looks. */
  private void step(Duration time) {
    watch.time(
        attempt,
        Work.STEP,
        POSITION,
        () -> {
          machine.pass(time);
          guard.look();
          return new StepResult(Map.of(), 1, 0);
        });
  }
}
