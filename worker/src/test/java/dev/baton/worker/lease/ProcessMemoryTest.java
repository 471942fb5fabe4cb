package dev.baton.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
  @Test
  void readsWhatLinuxSays() {
    assertThat(ProcessMemory.residentBytes("VmHWM:\t  9000 kB\nVmRSS:\t  2048 kB\n"))
        .contains(2_097_152L);
  }

  @Test
  void saysNothingWhereTheSystemSaysNothing() {
    assertThat(ProcessMemory.residentBytes("Name:\tjava\n")).isEmpty();
  }
}
