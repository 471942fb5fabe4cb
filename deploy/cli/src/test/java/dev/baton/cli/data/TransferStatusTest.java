package dev.baton.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.output.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransferStatusTest {
  @Test
  void tellsHowFarItIsHowFastAndHowLongItTakes() {
    assertThat(TransferStatus.text(16_000_000, 64_000_000, Duration.ofSeconds(2), 80))
        .isEqualTo("[#####...............]  25 %  16.0 MB of 64.0 MB  8.0 MB/s  ETA 5.9 s");
  }

  @Test
  void aNarrowTerminalGetsTheMostImportantOfIt() {
    assertThat(TransferStatus.text(16_000_000, 64_000_000, Duration.ofSeconds(2), 20))
        .isEqualTo("25 %  ETA 5.9 s");
  }

  @Test
  void neverGoesBack() {
    StringWriter shown = new StringWriter();
    Terminal terminal = new Terminal(new PrintWriter(shown), true, false, 80);
    TransferStatus status = new TransferStatus(terminal, 100);
    status.show(50);
    status.show(25);
    status.show(75);
    assertThat(shown.toString()).contains(" 50 %", " 75 %").doesNotContain(" 25 %");
  }

  @Test
  void anEmptyTransferIsDone() {
    assertThat(TransferStatus.text(0, 0, Duration.ZERO, 20)).isEqualTo("100 %  ETA 0 ms");
  }
}
