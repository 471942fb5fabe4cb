package dev.baton.scheduler.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.Event.RequestRejected;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Topics;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.scheduler.LoneBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedulers as processes at a real broker. Durations are printed, never judged. */
class SchedulerLoopIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path temporary;
  private static LoneBroker broker;
  private static KafkaConnection kafka;
  private static KafkaProducer<String, byte[]> producer;

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

  @Test
  void answersRequestsAndGoesOnAfterUnreadableOnes() throws Exception {
    try (SchedulerProcess scheduler = leading(Optional.empty());
        Answers answers = new Answers(kafka);
        KafkaShareConsumer<String, byte[]> worker = worker()) {
      for (String nonsense : List.of("", "{", "null", "[1]", "{\"version\":9}")) {
        send("nobody", nonsense.getBytes(UTF_8));
      }
      send("nobody", null);
      send("e1", train("e1", "id-e1"));

      assertThat(answers.to("id-e1")).isInstanceOf(RequestAccepted.class);
      assertThat(answers.all()).filteredOn(RequestRejected.class::isInstance).hasSize(6);
      assertThat(nextCommand(worker, "e1").commandNumber()).isEqualTo(1);
      finish("e1");

      send("e1", train("e1", "another id"));
      assertThat(answers.to("another id")).isInstanceOf(RequestRejected.class);
      assertThat(scheduler.stop(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void goesOnAfterARequestThatIsTooLargeToBeRepeated() throws Exception {
    try (SchedulerProcess scheduler = leading(Optional.empty());
        Answers answers = new Answers(kafka)) {
      String line =
          "{\"version\":1,\"type\":\"train\",\"task\":\"tiny\",\"job\":\"large\",\"cfg\":\"%s\"}";
      send("large", line.formatted("x".repeat(1_048_000)).getBytes(UTF_8));
      send("l1", train("l1", "id-l1"));
      assertThat(answers.to("id-l1")).isInstanceOf(RequestAccepted.class);
      assertThat(answers.all()).filteredOn(RequestRejected.class::isInstance).hasSize(1);
      assertThat(scheduler.said()).noneMatch(said -> said.contains("Starting over"));
      finish("l1");
    }
  }

  @Test
  void leavesANewJobAloneWhoseNameWasCancelledAndRemovedJustBefore() throws Exception {
    try (SchedulerProcess scheduler = leading(Optional.empty());
        Answers answers = new Answers(kafka);
        KafkaShareConsumer<String, byte[]> worker = worker()) {
      send("busy", train("busy", "id-busy"));
      nextCommand(worker, "busy"); // without a heartbeat only one command is out
      send("again", train("again", "id-1"));
      send("again", request("cancel", "again", "id-2"));
      send("again", request("remove", "again", "id-3"));
      send("again", train("again", "id-4"));
      for (String id : List.of("id-1", "id-2", "id-3", "id-4")) {
        assertThat(answers.to(id)).as(id).isInstanceOf(RequestAccepted.class);
      }
      finish("busy");
      assertThat(nextCommand(worker, "again").commandNumber()).isEqualTo(1);
      finish("again");
      assertThat(scheduler.stop(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void aPublishedCommandReachesAWaitingWorker() throws Exception {
    try (SchedulerProcess scheduler = leading(Optional.empty());
        KafkaShareConsumer<String, byte[]> worker = worker()) {
      send("warm", train("warm", "warm"));
      nextCommand(worker, "warm");
      finish("warm");
      List<Long> whole = new ArrayList<>();
      List<Long> delivery = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String job = "latency-" + i;
        Instant sent = Instant.now();
        send(job, train(job, job));
        TrainEpochs command = nextCommand(worker, job);
        whole.add(Duration.between(sent, Instant.now()).toMillis());
        delivery.add(Duration.between(command.at(), Instant.now()).toMillis());
        finish(job);
      }
      print("request sent to command received", whole);
      print("decided to command received", delivery);
      assertThat(scheduler.said()).noneMatch(line -> line.contains("Starting over"));
    }
  }

  @Test
  void goesOnWithEveryJobAfterSigkillUnderTheSameInstanceName() throws Exception {
    Optional<String> instance = Optional.of("scheduler-1");
    try (Answers answers = new Answers(kafka)) {
      try (SchedulerProcess first = leading(instance)) {
        send("r1", train("r1", "id-r1"));
        answers.to("id-r1");
        first.kill();
      }
      send("r2", train("r2", "id-r2"));
      Instant restart = Instant.now();
      try (SchedulerProcess second = leading(instance)) {
        printSince("restart with an instance name, JVM included", restart);
        assertThat(answers.to("id-r2")).isInstanceOf(RequestAccepted.class);
        send("r1", train("r1", "id-r1"));
        send("r3", train("r1", "id-r3"));
        assertThat(answers.to("id-r3")).isInstanceOf(RequestRejected.class);
        List<Event> twice = answers.all().stream().filter(Answers.isTo("id-r1")).toList();
        assertThat(twice).hasSize(2);
        assertThat(twice.get(1)).isEqualTo(twice.get(0));
        assertThat(second.hasSaid("standing by")).isFalse();
      }
    }
  }

  @Test
  void aSecondSchedulerStandsByAndTakesOverWhenTheFirstIsKilled() throws Exception {
    try (SchedulerProcess first = leading(Optional.empty());
        SchedulerProcess second = SchedulerProcess.start(kafka.bootstrap(), Optional.empty());
        Answers answers = new Answers(kafka)) {
      await("the second scheduler to stand by")
          .atMost(SOON)
          .until(() -> second.hasSaid("Scheduler ready: standing by"));
      send("s1", train("s1", "id-s1"));
      assertThat(answers.to("id-s1")).isInstanceOf(RequestAccepted.class);
      assertThat(second.hasSaid("id-s1")).isFalse();

      first.kill();
      Instant killed = Instant.now();
      send("s2", train("s2", "id-s2"));
      assertThat(answers.to("id-s2")).isInstanceOf(RequestAccepted.class);
      printSince("takeover by a standby", killed);
    }
  }

  @Test
  void goesOnWhenTheBrokerComesBack() throws Exception {
    try (SchedulerProcess scheduler = leading(Optional.empty());
        Answers answers = new Answers(kafka)) {
      long killed = broker.fleet().kill("broker");
      await("the broker to be started again")
          .atMost(SOON)
          .until(() -> broker.fleet().process("broker").filter(p -> p.pid() != killed).isPresent());
      send("b1", train("b1", "id-b1"));
      assertThat(answers.to("id-b1")).isInstanceOf(RequestAccepted.class);
      assertThat(scheduler.stop(Duration.ofSeconds(10))).isTrue();
    }
  }

  private static SchedulerProcess leading(Optional<String> instance) throws Exception {
    SchedulerProcess scheduler = SchedulerProcess.start(kafka.bootstrap(), instance);
    await("the scheduler to lead").atMost(SOON).until(() -> scheduler.hasSaid("Leading: "));
    return scheduler;
  }

  private static KafkaShareConsumer<String, byte[]> worker() {
    KafkaShareConsumer<String, byte[]> worker =
        new KafkaShareConsumer<>(kafka.shareConsumer(Topics.workerGroup("default")));
    worker.subscribe(List.of(Topics.commands("default")));
    worker.poll(Duration.ofMillis(20));
    return worker;
  }

  /** The command of {@code job}; those of other tests' jobs are acknowledged and dropped. */
  private static TrainEpochs nextCommand(KafkaShareConsumer<String, byte[]> worker, String job)
      throws Exception {
    Instant patience = Instant.now().plus(SOON);
    while (Instant.now().isBefore(patience)) {
      for (ConsumerRecord<String, byte[]> record : worker.poll(Duration.ofMillis(20))) {
        worker.acknowledge(record);
        worker.commitSync();
        TrainEpochs command = MessageCodec.decode(record.value(), TrainEpochs.class);
        if (command.job().equals(job)) {
          return command;
        }
        finish(command.job());
      }
    }
    throw new AssertionError("No command came within " + SOON);
  }

  private static void finish(String job) throws Exception {
    Event finished = new Event.JobFinished(job, 0, 1, "digest", Map.of(), Instant.now());
    producer.send(new ProducerRecord<>(Topics.EVENTS, job, MessageCodec.encode(finished))).get();
  }

  private static byte[] train(String job, String requestId) {
    return """
        {"version":1,"type":"train","task":"tiny","job":"%s","requestId":"%s","epochs":1}"""
        .formatted(job, requestId)
        .getBytes(UTF_8);
  }

  private static byte[] request(String type, String job, String requestId) {
    return "{\"version\":1,\"type\":\"%s\",\"job\":\"%s\",\"requestId\":\"%s\"}"
        .formatted(type, job, requestId)
        .getBytes(UTF_8);
  }

  private static void send(String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(Topics.REQUESTS, key, value)).get();
  }

  private static void print(String what, List<Long> millis) {
    List<Long> sorted = millis.stream().sorted().toList();
    System.out.printf(
        "%s: median %d ms, longest %d ms%n", what, sorted.get(sorted.size() / 2), sorted.getLast());
  }

  private static void printSince(String what, Instant start) {
    System.out.printf("%s: %d ms%n", what, Duration.between(start, Instant.now()).toMillis());
  }
}
