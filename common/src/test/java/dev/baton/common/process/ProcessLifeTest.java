package dev.baton.common.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessLifeTest {

  /** A process with another thread that never ends, as those of an HTTP server. */
  static final class Example {
    public static void main(String[] args) {
      Thread.ofPlatform().start(() -> awaitForEver());
      ProcessLife.runMain(
          () -> {
            switch (args[0]) {
              case "argument" -> throw new IllegalArgumentException("--x is unknown");
              case "exception" -> throw new IOException("broken");
              case "error" -> throw new NoClassDefFoundError("lost");
              default -> {
                if (!"%d".formatted(7).equals("7")) {
                  throw new IllegalStateException("The digits are those of a country");
                }
              }
            }
          });
    }

    private static void awaitForEver() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"nothing,0", "exception,1", "error,1", "argument,2"})
  void howeverTheMainPathEndsTheProcessEnds(String how, int status) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Duser.language=ar",
                "-Duser.country=EG",
                Example.class.getName(),
                how)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process has ended").isTrue();
      assertThat(process.exitValue()).isEqualTo(status);
    } finally {
      process.destroyForcibly();
    }
  }
}
