package dev.baton.common.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
    List<String> arabic = List.of("-Duser.language=ar", "-Duser.country=EG");
    assertThat(JavaProcess.status(JavaProcess.command(arabic, Example.class, how)))
        .isEqualTo(status);
  }
}
