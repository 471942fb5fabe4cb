package dev.baton.worker.attempt;

import dev.baton.common.messages.JobSpec;
import java.util.Optional;

/** The trainers of a worker that lacks the device of every request. */
final class FactoryWithoutGpus implements TrainerFactory {

  @Override
  public String task() {
    return "tiny";
  }

  @Override
  public void check(JobSpec spec) {}

  @Override
  public String numericsClass(JobSpec spec) {
    throw new TrainerException(TrainerException.Kind.DEVICE_NOT_THERE, "this worker has no GPU 0");
  }

  @Override
  public Trainer create(JobSpec spec, Optional<String> dataDigest, DataIndexes dataIndexes) {
    throw new AssertionError("An attempt has begun");
  }
}
