package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.process.ManualMachine;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmTrainerTest {
  @TempDir Path folder;
  private final CountedTrainers trainers = new CountedTrainers();
  private boolean isStoreToLeave;

  /** A trainer holds memory that nobody else frees. */
  @Test
  void isClosedWhenTheStoreGoesAwayBeforeItIsNeeded() {
    AbsentStore store = new AbsentStore(new DirectoryObjectStore(folder));
    CrashPoints leaveOnceStarted =
        point -> {
          if (isStoreToLeave && point == CrashPoint.AFTER_START) {
            store.leave();
          }
        };
    AttemptRunner worker =
        TinyJobs.worker(
            "w1",
            store,
            new KeptFacts(),
            new Surroundings(Clock.systemUTC(), new ManualMachine(), leaveOnceStarted),
            trainers);
    worker.run(TinyJobs.command("a", 1, 1), new AttemptSignals());
    assertThat(trainers.open).as("kept for the next command").isEqualTo(1);
    isStoreToLeave = true;
    assertThat(worker.run(TinyJobs.command("a", 2, 2), new AttemptSignals()))
        .isEqualTo(CommandOutcome.GAVE_UP);
    worker.close();
    assertThat(trainers.open).isZero();
  }

  /** Counts those that are not closed. */
  private static final class CountedTrainers extends TinyTrainersAround {
    private int open;

    @Override
    Trainer around(Trainer trainer) {
      open++;
      return new TrainerAround(trainer) {
        @Override
        public void close() {
          open--;
          super.close();
        }
      };
    }
  }
}
