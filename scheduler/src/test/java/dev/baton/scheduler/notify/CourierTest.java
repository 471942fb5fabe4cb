package dev.baton.scheduler.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Event;
import dev.baton.common.process.ManualMachine;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CourierTest {
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
  private static final Signature SIGNATURE = new Signature("a secret of 16 letters");

  private final ManualMachine machine = new ManualMachine();

  @Test
  void signsWhatItBrings() throws Exception {
    try (Receiver receiver = new Receiver();
        Courier courier = courier()) {
      Delivery delivery = delivery(receiver.url());
      assertThat(courier.bring(delivery)).isTrue();
      assertThat(receiver.received()).hasSize(1);
      Receiver.Message message = receiver.received().getFirst();
      assertThat(message.body()).isEqualTo(delivery.body());
      assertThat(message.header("Content-Type")).isEqualTo("application/json");
      assertThat(message.header("X-Baton-Event")).isEqualTo("job-cancelled");
      assertThat(message.header("X-Baton-Delivery")).isEqualTo(delivery.id());
      assertThat(message.header("X-Baton-Timestamp")).isEqualTo("1767261600");
      assertThat(message.header("X-Baton-Signature"))
          .isEqualTo(SIGNATURE.of(1767261600, delivery.body()));
    }
  }

  /** Computed by Python's hmac. */
  @Test
  void theSignatureIsTheHmacOfTimestampAndBody() {
    assertThat(SIGNATURE.of(1767261600, "{\"job\":\"exp1\"}".getBytes()))
        .isEqualTo("sha256=d816f69f3947251abbfac7a086ff7b7de1a354bf19ba45d1851071eebac60655");
    assertThat(SIGNATURE).hasToString("Signature[hidden]");
  }

  @Test
  void triesAgainWithGrowingPausesUntilItIsTaken() throws Exception {
    try (Receiver receiver = new Receiver(500, 404, 429);
        Courier courier = courier()) {
      assertThat(courier.bring(delivery(receiver.url()))).isTrue();
      assertThat(receiver.received()).hasSize(4);
      assertThat(receiver.received())
          .extracting(message -> message.header("X-Baton-Delivery"))
          .containsOnly(delivery(receiver.url()).id());
      assertThat(machine.sleeps())
          .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }
  }

  @Test
  void givesUpAfterAnHour() throws Exception {
    URI nobody;
    try (Receiver receiver = new Receiver()) {
      nobody = receiver.url();
    }
    try (Courier courier = courier()) {
      assertThat(courier.bring(delivery(nobody))).isFalse();
    }
    Duration together = machine.sleeps().stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(together).isBetween(Duration.ofHours(1), Duration.ofMinutes(65));
    assertThat(machine.sleeps()).hasSizeLessThan(30).last().isEqualTo(Duration.ofMinutes(5));
  }

  /** A redirection could lead to what nobody has allowed. */
  @Test
  void followsNoRedirection() throws Exception {
    try (Receiver receiver = new Receiver(302, 307);
        Courier courier = courier()) {
      assertThat(courier.bring(delivery(receiver.url()))).isTrue();
      assertThat(receiver.received()).extracting(Receiver.Message::path).containsOnly("/hook");
    }
  }

  private Courier courier() {
    return new Courier(SIGNATURE, Clock.fixed(NOW, ZoneOffset.UTC), machine);
  }

  private static Delivery delivery(URI url) throws IOException {
    return Delivery.of(new Event.JobCancelled("exp1", 0, NOW), "r-1", url);
  }
}
