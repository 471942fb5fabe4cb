package dev.baton.scheduler.kafka;

import dev.baton.common.kafka.BrokerLimits;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.KafkaUnavailableException;
import dev.baton.common.kafka.TopicSetup;
import dev.baton.scheduler.notify.AllowedHosts;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scheduler's life: stand by, lead, and after any trouble with Kafka start over with new clients
 * and the stored state. Nothing is kept that a killed process would lose, so a new start is the
 * only recovery there is.
 */
public final class SchedulerLoop {
  /** The pool that is there from the beginning; others come with the first job that names them. */
  static final String DEFAULT_POOL = "default";

  private static final Duration BEFORE_STARTING_OVER = Duration.ofMillis(500);
  private static final Duration STANDBY_POLL = Duration.ofMillis(100);

  /** A poll does not return when this scheduler is elected in the middle of it. */
  private static final Duration JOINING_POLL = Duration.ofMillis(10);

  /**
   * What has waited for a scheduler is answered before others hear that there is one and take its
   * processor time: until then its first steps have read it.
   */
  private static final int QUIET_STEPS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(SchedulerLoop.class);

  private final KafkaConnection kafka;
  private final Optional<String> instance;
  private final AllowedHosts hosts;
  private final Clock clock;
  private final Consumer<Role> listener;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** What a scheduler does at a moment. */
  public enum Role {
    LEADING("leading"),
    STANDING_BY("standing by");

    private final String text;

    Role(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /**
   * @param instance a name that this scheduler keeps over restarts, so that it goes on at once
   * @param hosts whom jobs may name in their {@code notify_url}
   * @param listener is told each new role on the loop's thread
   * @throws IllegalArgumentException when Kafka does not take {@code instance}
   */
  public SchedulerLoop(
      KafkaConnection kafka,
      Optional<String> instance,
      AllowedHosts hosts,
      Clock clock,
      Consumer<Role> listener) {
    instance.ifPresent(SchedulerLoop::requireInstanceName);
    this.kafka = kafka;
    this.instance = instance;
    this.hosts = hosts;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Schedules until {@link #stop}. Waits for a Kafka that cannot be reached.
   *
   * @throws IllegalArgumentException when a setting of Kafka's clients is wrong
   * @throws IllegalStateException when another scheduler has taken this one's instance name
   */
  public void run() {
    while (!isStopped()) {
      try {
        runOnce();
      } catch (FencedInstanceIdException e) {
        throw new IllegalStateException(
            "Another scheduler was started as --instance %s: give each a name of its own"
                .formatted(instance.orElse("")),
            e);
      } catch (ConfigException e) {
        throw new IllegalArgumentException("A setting for Kafka is wrong: " + e.getMessage(), e);
      } catch (KafkaException | KafkaUnavailableException e) {
        LOG.warn("Starting over: {}", e.getMessage());
        LOG.debug("Why", e);
        pause();
      }
    }
  }

  /** Asks {@link #run} to end after the step it is at. Any thread may call it. */
  public void stop() {
    stopped.countDown();
  }

  private void runOnce() {
    try (TopicSetup topics = new TopicSetup(kafka)) {
      topics.createTopics(DEFAULT_POOL);
      BrokerLimits limits = topics.brokerLimits();
      Duration recordLock =
          topics.configureWorkers(DEFAULT_POOL, TopicSetup.WANTED_RECORD_LOCK, limits);
      try (Candidacy candidacy = new Candidacy(kafka, instance, limits.shortestSession())) {
        while (!isStopped()) {
          standBy(candidacy);
          lead(candidacy, topics, recordLock);
        }
      }
    }
  }

  private void standBy(Candidacy candidacy) {
    boolean isToldOf = false;
    while (!isStopped() && !candidacy.isElected()) {
      candidacy.standBy(candidacy.hasJoined() ? STANDBY_POLL : JOINING_POLL);
      if (candidacy.hasJoined() && !candidacy.isElected() && !isToldOf) {
        LOG.info("Standing by: another scheduler leads");
        listener.accept(Role.STANDING_BY);
        isToldOf = true;
      }
    }
  }

  private void lead(Candidacy candidacy, TopicSetup topics, Duration recordLock) {
    if (isStopped()) {
      return;
    }
    try (Term term = Term.begin(kafka, candidacy.requests(), topics, recordLock, hosts, clock)) {
      for (int steps = 0; !isStopped() && candidacy.isElected(); steps++) {
        if (steps == QUIET_STEPS) {
          listener.accept(Role.LEADING);
        }
        term.step();
      }
    }
    LOG.info("Stopped leading");
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void pause() {
    try {
      stopped.await(BEFORE_STARTING_OVER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }

  private static void requireInstanceName(String name) {
    if (!name.matches("[a-zA-Z0-9._-]{1,200}")) {
      throw new IllegalArgumentException(
          "--instance \"%s\" cannot be used: use letters, digits, and . _ - only".formatted(name));
    }
  }
}
