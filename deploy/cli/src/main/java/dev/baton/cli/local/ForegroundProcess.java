package dev.baton.cli.local;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that does this command's work, in a JVM with the memory and compiler that the work
 * needs. It shares our terminal, hears SIGTERM when we do, and halts when we are killed.
 */
final class ForegroundProcess {
  /**
   * A little longer than a worker takes at most: 20 s for the step that runs and a checkpoint, then
   * 5 s to say so.
   */
  static final Duration PATIENCE = Duration.ofSeconds(27);

  private ForegroundProcess() {}

  /** Runs {@code command} to its end and returns its exit status. */
  static int run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> guarded = new ArrayList<>(command);
    guarded.add("--stdin-guard");
    ProcessBuilder builder =
        new ProcessBuilder(guarded)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop-process").unstarted(() -> stop(process)));
    return process.waitFor();
  }

  private static void stop(Process process) {
    // Not Process.destroy: that closes the child's standard input as well, and it would halt.
    process.toHandle().destroy();
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
