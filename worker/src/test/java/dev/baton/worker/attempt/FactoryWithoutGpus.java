package dev.baton.worker.attempt;

import dev.baton.common.messages.JobSpec;
import java.util.Optional;

/** The trainers of a worker that cannot use the device of any request. */
record FactoryWithoutGpus(RuntimeException why) implements TrainerFactory {

  static FactoryWithoutGpus without(int gpu) {
    return new FactoryWithoutGpus(
        new TrainerException(
            TrainerException.Kind.DEVICE_NOT_THERE, "this worker has no GPU " + gpu));
  }

  /** As the engine says it when another process has the memory. */
  static FactoryWithoutGpus full() {
    return new FactoryWithoutGpus(new IllegalStateException("CUDA error: out of memory"));
  }

  @Override
  public String task() {
    return "tiny";
  }

  @Override
  public void check(JobSpec spec) {}

  @Override
  public String numericsClass(JobSpec spec) {
    throw why;
  }

  @Override
  public Trainer create(JobSpec spec, Optional<String> dataDigest, DataIndexes dataIndexes) {
    throw new AssertionError("An attempt has begun");
  }
}
