package dev.baton.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "there is no /proc elsewhere")
class ProcessFootprintTest {
  @Test
  void countsThisProcessAndWhatItOpens(@TempDir Path folder) throws Exception {
    long pid = ProcessHandle.current().pid();
    List<Closeable> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      open.add(Files.newOutputStream(folder.resolve("file-" + i)));
    }
    ProcessFootprint now = ProcessFootprint.of(pid).orElseThrow();
    assertThat(now.files()).isGreaterThanOrEqualTo(100);
    assertThat(now.threads()).isPositive();
    assertThat(now.peakBytes()).isGreaterThanOrEqualTo(now.memoryBytes());
    assertThat(now.memoryBytes()).isGreaterThan(Runtime.getRuntime().totalMemory() / 100);
    assertThat(new ProcessFootprint(300L << 20, 0, 7, 8))
        .hasToString("300 MiB, 7 threads, 8 files");
    for (Closeable file : open) {
      file.close();
    }
  }

  @Test
  void aProcessThatIsGoneTakesUpNothing() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    assertThat(ProcessFootprint.of(gone.pid())).isEqualTo(Optional.empty());
  }
}
