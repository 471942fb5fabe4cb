package dev.baton.worker.yolo.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import dev.baton.common.process.JavaProcess;
import dev.baton.common.process.ProcessLife;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class LibraryDestructorsTest {
  private static final int STATUS = 7;

  /** A process with a library whose destructor ends it by SIGABRT. */
  static final class Example {
    public static void main(String[] args) {
      NativeLibrary c = NativeLibrary.getProcess();
      if (args[0].equals("skipped")) {
        LibraryDestructors.skipAtEnd();
      }
      c.getFunction("on_exit").invokeInt(new Object[] {c.getFunction("abort"), null});
      if (args[1].equals("halt")) {
        ProcessLife.halt(STATUS);
      }
      System.exit(STATUS); // as on a signal, with the shutdown hooks
    }
  }

  @ParameterizedTest
  @CsvSource({"run,exit,134", "run,halt,134", "skipped,exit,7", "skipped,halt,7"})
  void areSkippedHoweverTheProcessEnds(String destructors, String end, int status)
      throws Exception {
    List<String> flags = List.of("--enable-native-access=ALL-UNNAMED");
    assertThat(JavaProcess.status(JavaProcess.command(flags, Example.class, destructors, end)))
        .isEqualTo(status);
  }
}
