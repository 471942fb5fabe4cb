package dev.baton.simulation;

import dev.baton.common.messages.JobSpec;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A job of a history, and what is to come of it. */
final class SimulatedJob {
  static final String TASK = "hash-chain";

  /** What a job's own code does to those who train it. */
  enum Nature {
    HEALTHY,
    /** Its step kills the worker, every time. */
    POISONOUS,
    /** Its step fails with an error, every time. */
    FAULTY
  }

  /** What was asked of the scheduler. */
  enum Asked {
    TRAIN,
    PAUSE,
    CANCEL
  }

  /** Short, so that outages reach it. */
  private static final Duration MAX_UNSAVED = Duration.ofSeconds(15);

  final String name;
  final JobSpec spec;
  final HashChain chain;
  final Nature nature;

  /** Steps done when the nature of the job shows. */
  final int fatalStep;

  final Set<Asked> asked = EnumSet.noneOf(Asked.class);

  SimulatedJob(int number, Draws draws, Duration checkpointEvery) {
    int epochs = draws.between(1, 4);
    this.name = "job" + number;
    this.chain = new HashChain(number, draws.between(1, 4));
    double kind = draws.fraction();
    this.nature = kind < 0.06 ? Nature.POISONOUS : kind < 0.1 ? Nature.FAULTY : Nature.HEALTHY;
    this.fatalStep = draws.between(0, epochs * chain.stepsPerEpoch() - 1);
    this.spec =
        new JobSpec(
            TASK,
            "",
            "",
            32,
            1,
            epochs,
            Map.of(),
            "SGD",
            number,
            1,
            0,
            draws.pick(-1, 2),
            0,
            0,
            1,
            0,
            checkpointEvery,
            MAX_UNSAVED,
            Optional.empty(),
            draws.pick(Optional.empty(), Optional.of(1), Optional.of(2)),
            "default",
            draws.pick(5, 5, 5, 9),
            "owner" + number % 2,
            "any",
            Optional.empty(),
            null,
            null);
  }

  int epochs() {
    return spec.epochs();
  }
}
