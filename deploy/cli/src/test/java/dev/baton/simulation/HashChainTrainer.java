package dev.baton.simulation;

import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.JobSpec;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.EpochResult;
import dev.baton.worker.attempt.StepResult;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainerFactory;
import dev.baton.worker.attempt.TrainingPosition;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Trains a {@link HashChain}, in virtual time. */
final class HashChainTrainer implements Trainer {
  private final World world;
  private final SimulatedProcess process;
  private final SimulatedJob job;
  private final int epochs;
  private final Duration step;
  private long state;
  private int epoch;
  private int stepInEpoch;
  private boolean isForgetful;

  HashChainTrainer(World world, SimulatedProcess process, SimulatedJob job, int epochs) {
    this.world = world;
    this.process = process;
    this.job = job;
    this.epochs = epochs;
    this.step = world.stepTime;
    this.state = job.chain.seed();
  }

  /** The factory of one process's trainers. */
  record Factory(World world, SimulatedProcess process) implements TrainerFactory {
    @Override
    public String task() {
      return SimulatedJob.TASK;
    }

    @Override
    public void check(JobSpec spec) {}

    @Override
    public String numericsClass(JobSpec spec) {
      return "hash/1";
    }

    @Override
    public Trainer create(JobSpec spec, Optional<String> dataDigest, DataIndexes dataIndexes) {
      SimulatedJob job = world.job("job" + spec.seed());
      return world.breakage.trainer(new HashChainTrainer(world, process, job, spec.epochs()));
    }
  }

  /** Breaks the trainer: what has been done within an epoch is done again. */
  void forgetStepWhenRestored() {
    isForgetful = true;
  }

  @Override
  public String dataDigest() {
    return "data of " + job.name;
  }

  @Override
  public int stepsPerEpoch() {
    return job.chain.stepsPerEpoch();
  }

  @Override
  public TrainingPosition position() {
    return new TrainingPosition(epoch, stepInEpoch);
  }

  @Override
  public boolean isFinished() {
    return epoch >= epochs;
  }

  @Override
  public StepResult trainStep() {
    process.meetFate(Trouble.Calls.STEP, ":before");
    process.sleepAbout(step);
    int done = epoch * stepsPerEpoch() + stepInEpoch;
    if (done == job.fatalStep) {
      showNature();
    }
    state = job.chain.next(state, done);
    stepInEpoch++;
    world.count("steps");
    return new StepResult(Map.of(), 1, 0.1);
  }

  private void showNature() {
    switch (job.nature) {
      case HEALTHY -> {}
      case FAULTY ->
          throw new TrainerException(TrainerException.Kind.BAD_INPUT, "a fault of the job's own");
      case POISONOUS -> {
        process.kill("by " + job.name);
        throw new Crash();
      }
    }
  }

  @Override
  public EpochResult finishEpoch() {
    epoch++;
    stepInEpoch = 0;
    double fitness = job.chain.fitness(epoch);
    return new EpochResult(Map.of("fitness", fitness), fitness, false);
  }

  @Override
  public Snapshot snapshot() {
    return job.chain.snapshot(epoch, stepInEpoch, state);
  }

  @Override
  public void restore(Snapshot snapshot) {
    state =
        snapshot
            .files()
            .get("model")
            .getFirst()
            .data()
            .duplicate()
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    epoch = snapshot.state().get("epoch").asInt();
    stepInEpoch = isForgetful ? 0 : snapshot.state().get("step").asInt();
  }

  @Override
  public void close() {}
}
