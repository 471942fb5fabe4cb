package dev.baton.scheduler.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Request;
import dev.baton.scheduler.core.SchedulerEvent;
import dev.baton.scheduler.core.SchedulerEvent.RequestReceived;
import dev.baton.scheduler.core.SchedulerEvent.RequestUnreadable;
import dev.baton.scheduler.notify.AllowedHosts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RecordReader.Pools ANY_POOL = pool -> Optional.empty();

  @Test
  void readsARequestAndGivesItAnIdWhenItHasNone() {
    SchedulerEvent event = read("{\"version\":1,\"type\":\"pause\",\"job\":\"cats\"}");
    assertThat(event).isEqualTo(new RequestReceived(new Request.Pause("cats", "offset-7--1"), NOW));
  }

  @Test
  void anUnreadableRequestIsAnsweredUnderItsOwnId() {
    SchedulerEvent event =
        read("{\"version\":1,\"type\":\"pause\",\"job\":\"cats\",\"requestId\":\"r1\",\"x\":1}");
    assertThat(event)
        .isInstanceOfSatisfying(
            RequestUnreadable.class,
            unreadable -> {
              assertThat(unreadable.job()).isEqualTo("cats");
              assertThat(unreadable.requestId()).isEqualTo("r1");
              assertThat(unreadable.reasons()).singleElement().asString().contains("\"x\"");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "7", "{", "\u0000", "{\"version\":1,\"type\":{}}"})
  void nothingThatSomebodySendsStopsTheReader(String value) {
    assertThat(read(value)).isInstanceOf(RequestUnreadable.class);
    assertThat(RecordReader.fact(record(value), NOW)).isEmpty();
    assertThat(RecordReader.progress(record(value), NOW)).isEmpty();
  }

  @Test
  void aRecordWithoutValueIsUnreadable() {
    ConsumerRecord<String, byte[]> tombstone =
        new ConsumerRecord<>("baton.requests", 0, 7, "cats", null);
    assertThat(RecordReader.request(tombstone, AllowedHosts.NONE, ANY_POOL, NOW))
        .isInstanceOf(RequestUnreadable.class);
    assertThat(RecordReader.fact(tombstone, NOW)).isEmpty();
  }

  @Test
  void refusesARequestThatIsTooLargeToBeRepeatedWithoutRepeatingIt() {
    String large = "x".repeat(RecordReader.MOST_REQUEST_BYTES);
    SchedulerEvent event =
        read("{\"version\":1,\"type\":\"pause\",\"job\":\"%s\"}".formatted(large));
    assertThat(event)
        .isInstanceOfSatisfying(
            RequestUnreadable.class,
            refused ->
                assertThat(refused.reasons())
                    .singleElement()
                    .asString()
                    .hasSizeLessThan(100)
                    .contains("send at most 262144"));
  }

  static Stream<Arguments> requestsThatAreRefusedAtLength() {
    int most = RecordReader.MOST_REQUEST_BYTES;
    String begin = "{\"version\":1,\"type\":\"pause\",\"job\":\"cats\"";
    String manyFields =
        IntStream.range(0, most / 10)
            .mapToObj(i -> ",\"%s\":1".formatted(Integer.toString(i, 36)))
            .collect(Collectors.joining());
    String manyNumbers =
        IntStream.range(0, most / 10)
            .mapToObj(i -> "\"%s\":\"\"".formatted(Integer.toString(i, 36)))
            .collect(Collectors.joining(","));
    String quotes = "\\\"".repeat(most / 2 - 100);
    return Stream.of(
        Arguments.of("cats", begin + manyFields + "}"),
        Arguments.of("cats", begin.replace("pause", "train") + ",\"hyp\":{" + manyNumbers + "}}"),
        Arguments.of("cats", begin.replace("pause", quotes) + "}"),
        Arguments.of("cats", begin.replace("cats", quotes) + "}"),
        Arguments.of("cats", begin + ",\"x\":1,\"requestId\":\"%s\"}".formatted(quotes)),
        Arguments.of("x".repeat(900_000), "nonsense"));
  }

  /** Kafka takes no event of a megabyte, and who schedules would try to send it for ever. */
  @ParameterizedTest
  @MethodSource("requestsThatAreRefusedAtLength")
  void noRefusalIsTooLargeForKafka(String key, String value) {
    assertThat(value.length()).isLessThanOrEqualTo(RecordReader.MOST_REQUEST_BYTES);
    SchedulerEvent event =
        RecordReader.request(
            new ConsumerRecord<>("baton.requests", 0, 7, key, value.getBytes(UTF_8)),
            AllowedHosts.NONE,
            ANY_POOL,
            NOW);
    assertThat(event)
        .isInstanceOfSatisfying(
            RequestUnreadable.class,
            refused -> {
              byte[] answer =
                  MessageCodec.encode(
                      new Event.RequestRejected(
                          refused.job(), refused.requestId(), refused.reasons(), NOW));
              assertThat(answer.length + refused.job().length()).isLessThan(64 << 10);
            });
  }

  @Test
  void takesNoWordOfASchedulerForAFact() {
    byte[] cancelled = MessageCodec.encode(new Event.JobCancelled("cats", 0, NOW));
    ConsumerRecord<String, byte[]> event =
        new ConsumerRecord<>("baton.events", 0, 7, "cats", cancelled);
    assertThat(RecordReader.fact(event, NOW)).isPresent();
    event.headers().add("from", "scheduler".getBytes(UTF_8));
    assertThat(RecordReader.fact(event, NOW)).isEmpty();
  }

  @Test
  void refusesToTellAHostThatTheOperatorHasNotNamed() {
    String json =
        "{\"version\":1,\"type\":\"train\",\"task\":\"tiny\",\"job\":\"exp1\",\"requestId\":\"r-1\",\"notify_url\":\"http://169.254.169.254/latest\"}";
    assertThat(read(json))
        .isInstanceOfSatisfying(
            RequestUnreadable.class,
            refused -> {
              assertThat(refused.job()).isEqualTo("exp1");
              assertThat(refused.requestId()).isEqualTo("r-1");
              assertThat(refused.reasons().getFirst()).contains("may name no host");
            });
    AllowedHosts metadata = new AllowedHosts(Set.of("169.254.169.254"));
    assertThat(RecordReader.request(record(json), metadata, ANY_POOL, NOW))
        .isInstanceOf(SchedulerEvent.RequestReceived.class);
  }

  /** Accepted, it could not be decided on, and the scheduler would start over for ever. */
  @Test
  void refusesAJobOfAPoolThatKafkaDoesNotLetUsMake() {
    RecordReader.Pools pools =
        pool -> pool.equals("gpus") ? Optional.of("pool gpus cannot be used") : Optional.empty();
    String json =
        "{\"version\":1,\"type\":\"train\",\"task\":\"tiny\",\"job\":\"exp1\",\"requestId\":\"r-1\",\"pool\":\"gpus\"}";
    assertThat(RecordReader.request(record(json), AllowedHosts.NONE, pools, NOW))
        .isEqualTo(new RequestUnreadable("exp1", "r-1", List.of("pool gpus cannot be used"), NOW));
    assertThat(
            RecordReader.request(
                record(json.replace("gpus", "gpu")), AllowedHosts.NONE, pools, NOW))
        .isInstanceOf(RequestReceived.class);
  }

  private static SchedulerEvent read(String value) {
    return RecordReader.request(record(value), AllowedHosts.NONE, ANY_POOL, NOW);
  }

  private static ConsumerRecord<String, byte[]> record(String value) {
    return new ConsumerRecord<>("baton.requests", 0, 7, "key", value.getBytes(UTF_8));
  }
}
