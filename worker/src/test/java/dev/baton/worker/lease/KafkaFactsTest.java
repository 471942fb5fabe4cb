package dev.baton.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.MessageCodec;
import dev.baton.worker.attempt.AttemptSignals;
import dev.baton.worker.attempt.CrashPoints;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KafkaFactsTest {
  private static final int LIMIT_BYTES = 10_000;

  private final SmallBroker broker = new SmallBroker();

  @Test
  @Timeout(60) // what is tested for is that it ends
  void anEventThatIsTooLargeKeepsNoOtherOneBack() throws Exception {
    Event.JobFailed small = failed("no data");
    try (KafkaFacts facts = new KafkaFacts(broker, CrashPoints.NONE)) {
      facts.report(failed("x".repeat(2 * LIMIT_BYTES)));
      facts.report(small);
      assertThat(facts.awaitStored(new AttemptSignals())).isTrue();
    }
    assertThat(broker.history())
        .singleElement()
        .satisfies(
            record ->
                assertThat(MessageCodec.decode(record.value(), Event.class)).isEqualTo(small));
  }

  @Test
  @Timeout(60)
  void anEventThatIsRefusedForNowIsSentAgain() {
    broker.refusals = 1;
    try (KafkaFacts facts = new KafkaFacts(broker, CrashPoints.NONE)) {
      facts.report(failed("first"));
      facts.report(failed("second"));
      assertThat(facts.awaitStored(new AttemptSignals())).isTrue();
    }
    assertThat(broker.history()).hasSize(2);
  }

  private static Event.JobFailed failed(String why) {
    return new Event.JobFailed("a", 0, why, Instant.EPOCH);
  }

  /** Kafka's own producer in memory, before a broker that takes small records only. */
  private static final class SmallBroker extends MockProducer<String, byte[]> {
    private int refusals;

    SmallBroker() {
      super(true, null, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
      if (record.value().length > LIMIT_BYTES) {
        return CompletableFuture.failedFuture(new RecordTooLargeException("too large"));
      }
      if (refusals-- > 0) {
        return CompletableFuture.failedFuture(new TimeoutException("away"));
      }
      return super.send(record);
    }
  }
}
