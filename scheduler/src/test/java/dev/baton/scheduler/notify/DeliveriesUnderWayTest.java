package dev.baton.scheduler.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.common.messages.Event;
import dev.baton.common.process.ManualMachine;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeliveriesUnderWayTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Between two tries of a delivery nobody goes on but to an end. */
  private static final class EndlessPause extends ManualMachine {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch givenUp = new CountDownLatch(1);

    @Override
    public void sleepAbout(Duration time) throws InterruptedException {
      begun.countDown();
      try {
        new CountDownLatch(1).await();
      } finally {
        givenUp.countDown();
      }
    }
  }

  private final EndlessPause machine = new EndlessPause();

  @Test
  void whatIsDeliveredIsDoneWith() throws Exception {
    try (Receiver receiver = new Receiver();
        Courier courier = courier();
        DeliveriesUnderWay deliveries = new DeliveriesUnderWay(courier, 5)) {
      deliveries.read(5, List.of());
      deliveries.read(6, List.of(delivery(receiver.url()), delivery(receiver.url())));
      await("both to be taken").atMost(SOON).until(() -> deliveries.safe() == 7);
      assertThat(receiver.received()).hasSize(2);
    }
  }

  /** Whoever reads on from the same place tells it, and nobody beside it. */
  @Test
  void whatIsNotDeliveredWhenTheReadingEndsIsGivenUpAndNotDone() throws Exception {
    try (Receiver receiver = new Receiver(503);
        Courier courier = courier()) {
      DeliveriesUnderWay deliveries = new DeliveriesUnderWay(courier, 5);
      deliveries.read(5, List.of(delivery(receiver.url())));
      assertThat(machine.begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      deliveries.close();
      assertThat(machine.givenUp.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(receiver.received()).hasSize(1);
      assertThat(deliveries.safe()).isEqualTo(5);
    }
  }

  private Courier courier() {
    return new Courier(new Signature("a secret of 16 letters"), Clock.systemUTC(), machine);
  }

  private static Delivery delivery(URI url) {
    return Delivery.of(new Event.JobCancelled("exp1", 0, Instant.EPOCH), "r-1", url);
  }
}
