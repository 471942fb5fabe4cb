package dev.baton.cli.jobs;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicSetup;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Makes a fleet's topics and answers requests by a script, deciding nothing itself. */
final class ScriptedScheduler implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile Function<Request, List<Message>> script = request -> List.of();
  private volatile boolean isClosing;

  ScriptedScheduler(KafkaConnection kafka) {
    try (TopicSetup topics = new TopicSetup(kafka)) {
      topics.createTopics("default");
    }
    producer = new KafkaProducer<>(kafka.producer());
    thread = Thread.ofPlatform().name("scripted-scheduler").start(() -> answer(kafka));
  }

  /** What to publish in answer to each request from now on. */
  void answers(Function<Request, List<Message>> answers) {
    script = answers;
  }

  List<Request> requests() {
    return requests;
  }

  void publish(Message message) {
    switch (message) {
      case Event event -> send(Topics.EVENTS, event.job(), message);
      case Progress progress -> send(Topics.PROGRESS, progress.worker(), message);
      case JobState state -> send(Topics.JOBS, state.job(), message);
      default -> throw new IllegalArgumentException("no scheduler sends " + message);
    }
    producer.flush();
  }

  private void send(String topic, String key, Message message) {
    producer.send(new ProducerRecord<>(topic, key, MessageCodec.encode(message)));
  }

  private void answer(KafkaConnection kafka) {
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      TopicPartition partition = new TopicPartition(Topics.REQUESTS, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (!isClosing) {
        for (var record : consumer.poll(Duration.ofMillis(50))) {
          Request request = RequestReader.read(record.value(), "none");
          requests.add(request);
          script.apply(request).forEach(this::publish);
        }
      }
    } catch (MessageFormatException e) {
      throw new AssertionError("A command sent what cannot be read", e);
    }
  }

  @Override
  public void close() {
    isClosing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
