package dev.baton.worker.attempt;

import dev.baton.common.messages.JobSpec;
import java.util.Optional;

/**
 * Makes the trainers of one task; found through {@link java.util.ServiceLoader}, so a jar on the
 * worker's class path adds a task.
 */
public interface TrainerFactory {

  /** The task's name in requests, for example {@code yolov9}. */
  String task();

  /**
   * Checks what can be checked without the data.
   *
   * @throws TrainerException of kind {@code BAD_INPUT}, naming the field and what to do
   */
  void check(JobSpec spec);

  /**
   * The arithmetic that this worker would use for {@code spec}, for example {@code
   * cpu/libtorch-2.7.1/t1/9f3a12bc}. Two attempts of equal class compute equal bits.
   *
   * @throws TrainerException {@code DEVICE_NOT_THERE} when this worker cannot compute it at all
   */
  String numericsClass(JobSpec spec);

  /**
   * Opens the data and builds a trainer at step 0. The trainer is used by the calling thread alone.
   *
   * @param dataDigest digest of the data set that the job's first attempt saw, or that the request
   *     names because the set was pushed; else empty for that first attempt. Data that is known to
   *     differ is refused.
   * @throws TrainerException {@code DATA_NOT_VISIBLE} when this worker cannot see the data, {@code
   *     BAD_INPUT} when it can, but the data or the spec is wrong
   */
  Trainer create(JobSpec spec, Optional<String> dataDigest, DataIndexes dataIndexes);

  /** What this worker could compute on, for people: {@code cpu}, {@code 2 GPUs}. */
  default String devices() {
    return "cpu";
  }

  /** Loads natives and compiles what can be compiled, so that the first attempt starts at once. */
  default void warmUp() {}
}
