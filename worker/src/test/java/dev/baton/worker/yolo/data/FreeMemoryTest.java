package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeMemoryTest {
  @TempDir Path folder;
  private Path meminfo;

  @BeforeEach
  void writeMeminfo() throws IOException {
    meminfo =
        Files.writeString(
            folder.resolve("meminfo"),
            "MemTotal: 9000 kB\nMemFree: 10 kB\nMemAvailable: 2000 kB\n");
  }

  @Test
  void outsideContainersItIsWhatTheSystemCallsAvailable() throws IOException {
    assertThat(FreeMemory.of(meminfo, folder)).isEqualTo(2000 << 10);
    Files.writeString(folder.resolve("memory.max"), "max\n");
    Files.writeString(folder.resolve("memory.current"), "5000\n");
    assertThat(FreeMemory.of(meminfo, folder)).isEqualTo(2000 << 10);
  }

  @Test
  void aContainersLimitHoldsButItsFilePagesAreFree() throws IOException {
    Files.writeString(folder.resolve("memory.max"), "1000000\n");
    Files.writeString(folder.resolve("memory.current"), "900000\n");
    Files.writeString(
        folder.resolve("memory.stat"), "anon 5\ninactive_file 300000\nactive_file 7\n");
    assertThat(FreeMemory.of(meminfo, folder)).isEqualTo(400_000);
    Files.writeString(folder.resolve("memory.current"), "1400000\n");
    assertThat(FreeMemory.of(meminfo, folder)).isZero();
  }

  @Test
  void whereNothingIsKnownNothingIsPromised() {
    assertThat(FreeMemory.of(folder.resolve("none"), folder)).isZero();
  }
}
