package dev.baton.scheduler.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.Topics;
import dev.baton.scheduler.LoneBroker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A notifier at a real broker, killed and started again as a scheduler's process is. */
class NotifierIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final TopicPartition EVENTS = new TopicPartition(Topics.EVENTS, 0);

  @TempDir static Path temporary;
  private static LoneBroker broker;
  private static KafkaConnection kafka;
  private static KafkaProducer<String, byte[]> producer;

  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile int status = 204;
  private HttpServer receiver;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = LoneBroker.start(temporary);
    kafka = broker.kafka();
    producer = broker.producer();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    if (broker != null) {
      broker.close();
    }
  }

  @BeforeEach
  void listen() throws Exception {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String event = exchange.getRequestHeaders().getFirst("X-Baton-Event");
          String id = exchange.getRequestHeaders().getFirst("X-Baton-Delivery");
          told.add("%s %s %s".formatted(path, event, id.substring(0, 8)));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stopListening() {
    receiver.stop(0);
  }

  @Test
  void tellsEveryEndAtLeastOnceOverRestartsAndNothingOfThePast() throws Exception {
    send("past", new Event.JobCancelled("past", 0, Instant.now()));
    try (Notifier notifier = notifier(settings(AllowedHosts.NONE))) {
      notifier.start();
      awaitPlace(endOfEvents());
      send("a", new Event.JobCancelled("a", 0, Instant.now()));
      await().atMost(SOON).until(() -> told.size() == 1);
      awaitPlace(endOfEvents());

      status = 503;
      send("b", new Event.JobFailed("b", 0, "NaN", Instant.now()));
      await().atMost(SOON).until(() -> told.size() >= 2);
    }
    send("c", new Event.JobCancelled("c", 0, Instant.now())); // while nobody is there
    assertThat(place()).as("stays before the end that nobody took").isLessThan(endOfEvents());

    status = 204;
    int before = told.size();
    try (Notifier notifier = notifier(settings(AllowedHosts.NONE))) {
      notifier.start();
      awaitPlace(endOfEvents());
    }
    assertThat(told.subList(before, told.size()))
        .hasSize(2)
        .anyMatch(line -> line.startsWith("/all job-failed"))
        .anyMatch(line -> line.startsWith("/all job-cancelled"));
    assertThat(told)
        .as("the end of b has one id")
        .filteredOn(l -> l.contains("failed"))
        .hasSizeGreaterThan(1)
        .containsOnly(told.get(1));
  }

  @Test
  void tellsAJobsOwnReceiverToo() throws Exception {
    AllowedHosts allowed =
        new AllowedHosts(Set.of("127.0.0.1:%d".formatted(receiver.getAddress().getPort())));
    try (Notifier notifier = notifier(settings(allowed))) {
      notifier.start();
      awaitPlace(endOfEvents());
      producer.send(record(Topics.JOBS, "own", state("own", url("/mine")))).get();
      producer
          .send(record(Topics.JOBS, "other", state("other", URI.create("http://127.0.0.1:9/x"))))
          .get();
      send("own", new Event.JobCancelled("own", 0, Instant.now()));
      send("other", new Event.JobCancelled("other", 0, Instant.now()));
      await().atMost(SOON).until(() -> told.size() == 3);
      awaitPlace(endOfEvents());
    }
    assertThat(told).filteredOn(line -> line.startsWith("/all ")).hasSize(2);
    assertThat(told).filteredOn(line -> line.startsWith("/mine ")).hasSize(1);
  }

  private static Notifier notifier(NotifySettings settings) {
    // Under a name it need not wait until the one before it is given up.
    return new Notifier(kafka, Optional.of("up"), settings, Clock.systemUTC());
  }

  private NotifySettings settings(AllowedHosts hosts) {
    return new NotifySettings(Optional.of(url("/all")), hosts, "a secret of 16 letters");
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(receiver.getAddress().getPort(), path));
  }

  private static void send(String job, Event event) throws Exception {
    producer.send(record(Topics.EVENTS, job, event)).get();
  }

  private static ProducerRecord<String, byte[]> record(String topic, String job, Message message) {
    return new ProducerRecord<>(topic, job, MessageCodec.encode(message));
  }

  private static JobState state(String job, URI url) throws Exception {
    String request =
        "{\"version\":1,\"type\":\"train\",\"task\":\"tiny\",\"job\":\"%s\",\"notify_url\":\"%s\"}"
            .formatted(job, url);
    Request.Train train = (Request.Train) RequestReader.read(request.getBytes(UTF_8), "r");
    Instant now = Instant.now();
    return new JobState(
        job,
        JobState.Status.QUEUED,
        train.spec(),
        "digest",
        "r",
        0,
        0,
        false,
        0,
        0,
        "",
        "",
        -1,
        0,
        0,
        0,
        Map.of(),
        "",
        Optional.empty(),
        Optional.empty(),
        now,
        now,
        now,
        now,
        Map.of());
  }

  private static void awaitPlace(long offset) {
    await("the group to have come to " + offset).atMost(SOON).until(() -> place() == offset);
  }

  /** Where the group goes on; −1 before it has a place. */
  private static long place() throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      var places =
          admin.listConsumerGroupOffsets(Notifier.GROUP).partitionsToOffsetAndMetadata().get();
      return places.get(EVENTS) == null ? -1 : places.get(EVENTS).offset();
    }
  }

  private static long endOfEvents() throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      return admin
          .listOffsets(Map.of(EVENTS, OffsetSpec.latest()))
          .partitionResult(EVENTS)
          .get()
          .offset();
    }
  }
}
