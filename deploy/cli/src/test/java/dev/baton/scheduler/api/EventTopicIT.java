package dev.baton.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicSetup;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Past events at a real broker, among 130,000 of others. */
class EventTopicIT {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final int EVENTS = 130_000;

  @TempDir static Path temporary;
  private static LocalFleet fleet;
  private static EventTopic topic;

  /** One event of job "rare" in a thousand, one of job "old" at the very beginning. */
  @BeforeAll
  static void fillTopic() throws Exception {
    FleetOptions options =
        new FleetOptions(new FleetFolder(temporary), 0, 1, FleetOptions.Ports.ANY);
    fleet = LocalFleet.open(options, sentence -> {});
    fleet.startServices();
    KafkaConnection kafka = fleet.connection().kafka();
    try (TopicSetup topics = new TopicSetup(kafka)) {
      topics.prepare("default");
    }
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      for (int i = 0; i < EVENTS; i++) {
        String job = i == 0 ? "old" : i % 1_000 == 0 ? "rare" : "other";
        Event event = new Event.JobCancelled(job, 0, AT.plusSeconds(i));
        producer.send(
            new ProducerRecord<>(Topics.EVENTS, 0, event.job(), MessageCodec.encode(event)));
      }
    }
    topic = new EventTopic(kafka);
  }

  @AfterAll
  static void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @Test
  void theNewestBeforeAPlaceAreFoundAndThenThoseBeforeThem() {
    PastEvents.Found newest = topic.find("rare", Long.MAX_VALUE, 3);
    assertThat(offsets(newest)).containsExactly(127_000L, 128_000L, 129_000L);
    assertThat(newest.events().getFirst().event().at()).isEqualTo(AT.plusSeconds(127_000));
    PastEvents.Found before = topic.find("rare", newest.before().orElseThrow(), 2);
    assertThat(offsets(before)).containsExactly(125_000L, 126_000L);
  }

  @Test
  void aSearchThatIsTooLongForOneAnswerGoesOnWithTheNext() {
    PastEvents.Found first = topic.find("old", Long.MAX_VALUE, 50);
    assertThat(first.events()).isEmpty();
    PastEvents.Found second = topic.find("old", first.before().orElseThrow(), 50);
    assertThat(offsets(second)).containsExactly(0L);
    assertThat(second.before()).isEmpty();
  }

  @Test
  void everyEventIsFoundOnce() {
    List<Long> found = new ArrayList<>();
    Optional<Long> before = Optional.of(Long.MAX_VALUE);
    while (before.isPresent()) {
      PastEvents.Found page = topic.find("rare", before.get(), 20);
      found.addAll(0, offsets(page));
      before = page.before();
    }
    assertThat(found)
        .containsExactlyElementsOf(
            LongStream.range(1, EVENTS / 1_000).mapToObj(i -> 1_000 * i).toList());
  }

  private static List<Long> offsets(PastEvents.Found found) {
    return found.events().stream().map(EventShelf.Kept::offset).toList();
  }
}
