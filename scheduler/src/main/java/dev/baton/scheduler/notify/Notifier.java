package dev.baton.scheduler.notify;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.KafkaUnavailableException;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Topics;
import dev.baton.common.process.Machine;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the outside of every job's end, at least once, on threads of its own: neither a slow
 * receiver nor an error here can hold up the scheduling.
 *
 * <p>The schedulers' notifiers are a consumer group of their own, and Kafka gives the one partition
 * of the events to one of them. That is not bound to who leads: an end is a fact in Kafka, whoever
 * tells of it, and a change of leader in the middle of a delivery must not lose it. The group's
 * offset is committed only up to the first end that is not told, so after a restart everything
 * after it is told again, under the same ids. A group that has no place yet begins with what comes
 * next.
 */
public final class Notifier implements AutoCloseable {
  static final String GROUP = "baton.notify";

  private static final TopicPartition EVENTS = new TopicPartition(Topics.EVENTS, 0);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BEFORE_STARTING_OVER = Duration.ofSeconds(2);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  /** Ends that wait for their receivers; with more nothing is read until some are told. */
  private static final int MOST_PENDING = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

  private final KafkaConnection kafka;
  private final Optional<String> instance;
  private final NotifySettings settings;
  private final Courier courier;
  private final Thread thread = Thread.ofPlatform().name("notify").daemon().unstarted(this::run);
  private volatile boolean isClosed;

  /**
   * @param instance a name that this scheduler keeps over restarts, so that it goes on at once
   */
  public Notifier(
      KafkaConnection kafka, Optional<String> instance, NotifySettings settings, Clock clock) {
    this.kafka = kafka;
    this.instance = instance;
    this.settings = settings;
    this.courier = new Courier(new Signature(settings.secret()), clock, Machine.REAL);
  }

  /** Begins to tell; Kafka is waited for. */
  public void start() {
    LOG.info("Telling of jobs' ends: {}", settings);
    thread.start();
  }

  private void run() {
    while (!isClosed) {
      try {
        follow();
      } catch (KafkaException | KafkaUnavailableException e) {
        LOG.warn("Cannot read the events to tell of, trying on: {}", e.getMessage());
        pause();
      } catch (RuntimeException e) {
        LOG.error("Cannot tell of jobs' ends; please report this", e);
        pause();
      }
    }
  }

  private void follow() {
    try (Addressees addressees = new Addressees(kafka, settings);
        Reading reading = new Reading(new KafkaConsumer<>(consumerSettings()), addressees)) {
      while (!isClosed) {
        reading.step();
      }
    }
  }

  private Map<String, Object> consumerSettings() {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    instance.ifPresent(name -> settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name));
    return settings;
  }

  /** From one start of a consumer to its end, with which its deliveries end; on one thread. */
  private final class Reading implements ConsumerRebalanceListener, AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final Addressees addressees;
    private Optional<DeliveriesUnderWay> underWay = Optional.empty();
    private long committed = -1;

    Reading(KafkaConsumer<String, byte[]> consumer, Addressees addressees) {
      this.consumer = consumer;
      this.addressees = addressees;
      consumer.subscribe(List.of(Topics.EVENTS), this);
    }

    void step() {
      underWay.ifPresent(deliveries -> holdBack(deliveries.size() >= MOST_PENDING));
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        underWay.ifPresent(deliveries -> deliveries.read(record.offset(), due(record)));
      }
      underWay.ifPresent(this::commit);
    }

    private void holdBack(boolean isFull) {
      if (isFull) {
        consumer.pause(consumer.assignment());
      } else {
        consumer.resume(consumer.paused());
      }
    }

    private List<Delivery> due(ConsumerRecord<String, byte[]> record) {
      return ending(record).map(addressees::deliveries).orElse(List.of());
    }

    private void commit(DeliveriesUnderWay deliveries) {
      long safe = deliveries.safe();
      if (safe != committed) {
        consumer.commitSync(Map.of(EVENTS, new OffsetAndMetadata(safe)));
        committed = safe;
      }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (partitions.contains(EVENTS)) {
        underWay = Optional.of(new DeliveriesUnderWay(courier, consumer.position(EVENTS)));
        committed = -1;
      }
    }

    /** Another notifier has it from here on, and tells again what is not told yet. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (partitions.contains(EVENTS)) {
        Optional<DeliveriesUnderWay> told = underWay;
        giveUp();
        told.ifPresent(this::commit); // with what was delivered to the last
      }
    }

    /** Another notifier had it for some time already, and nothing can be committed. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      giveUp();
    }

    private void giveUp() {
      underWay.ifPresent(DeliveriesUnderWay::close);
      underWay = Optional.empty();
    }

    @Override
    public void close() {
      try {
        consumer.close(CloseOptions.timeout(CLOSE)); // has the partition revoked
      } finally {
        giveUp();
      }
    }
  }

  private static Optional<Event.Ending> ending(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      Event event = MessageCodec.decode(record.value(), Event.class);
      return event instanceof Event.Ending ending ? Optional.of(ending) : Optional.empty();
    } catch (MessageFormatException e) {
      return Optional.empty(); // who schedules says so
    }
  }

  private void pause() {
    try {
      Thread.sleep(BEFORE_STARTING_OVER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      isClosed = true;
    }
  }

  /** Stops; what is not told by then is told by whoever comes next. */
  @Override
  public void close() {
    isClosed = true;
    try {
      thread.join(CLOSE.plus(POLL));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    courier.close();
  }
}
