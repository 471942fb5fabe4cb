package dev.baton.worker.attempt;

import dev.baton.common.messages.JobSpec;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells missing memory from other failures, by what the JVM and libtorch say of it, and what helps.
 * The JVM of a worker that {@code baton} starts ends by itself when its heap is full, and who has
 * started it says so for it ({@link AttemptFile}); what arrives here are other limits, and workers
 * that are started without that option.
 */
final class MemoryShortage {
  private static final Pattern DEVICE =
      Pattern.compile(
          "(CUDA|HIP)[^\\n]{0,30}out of memory|(CUDNN|CUBLAS)_STATUS_ALLOC_FAILED",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern MACHINE =
      Pattern.compile(
          "DefaultCPUAllocator|not enough memory|can(no|')t allocate memory|bad_alloc",
          Pattern.CASE_INSENSITIVE);

  private static final int MOST_CAUSES = 20;

  private MemoryShortage() {}

  /** A sentence that says which memory was missing and what to do; empty for another failure. */
  static Optional<String> in(Throwable failure, JobSpec spec) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++, cause = cause.getCause()) {
      String said = String.valueOf(cause.getMessage());
      if (cause instanceof OutOfMemoryError) {
        return Optional.of(
            "the worker's Java memory is full (%s): lower workers or batch, set cache to none, or start the worker with a larger -Xmx"
                .formatted(firstLine(said)));
      }
      if (DEVICE.matcher(said).find()) {
        return Optional.of(
            "the GPU has too little free memory for %s: lower batch or imgsz, choose a smaller cfg, or end what else runs on it (%s)"
                .formatted(shown(spec), firstLine(said)));
      }
      if (MACHINE.matcher(said).find()) {
        return Optional.of(
            "the machine has too little free memory for %s: lower batch, imgsz or workers, choose a smaller cfg, or run fewer worker processes on it (%s)"
                .formatted(shown(spec), firstLine(said)));
      }
    }
    return Optional.empty();
  }

  private static String shown(JobSpec spec) {
    return "batch %d at imgsz %d".formatted(spec.batch(), spec.imgsz());
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
