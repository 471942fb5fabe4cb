package dev.baton.common.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessStatusTest {
  @Test
  void readsWhatLinuxSays() {
    assertThat(ProcessStatus.parse("VmHWM:\t  9000 kB\nVmRSS:\t  2048 kB\n"))
        .contains(new ProcessStatus(2_097_152, 9_216_000));
  }

  @Test
  void saysNothingWhereTheSystemSaysNothing() {
    assertThat(ProcessStatus.parse("Name:\tjava\n")).isEmpty();
  }
}
