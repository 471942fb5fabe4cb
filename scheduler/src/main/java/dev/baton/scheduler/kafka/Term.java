package dev.baton.scheduler.kafka;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicSetup;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Topics;
import dev.baton.common.process.Machine;
import dev.baton.scheduler.core.Decision;
import dev.baton.scheduler.core.Scheduler;
import dev.baton.scheduler.core.SchedulerEvent;
import dev.baton.scheduler.core.SchedulerEvent.TimePassed;
import dev.baton.scheduler.core.SchedulerState;
import dev.baton.scheduler.notify.AllowedHosts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term of leading, from the election to the first trouble.
 *
 * <p>Each step polls, decides, and stores what was decided together with the offsets up to which
 * was read, in one transaction. Dying before the commit repeats the step, dying after it continues
 * with the next one; nothing is seen in between.
 */
final class Term implements AutoCloseable {
  private static final TopicPartition EVENTS = new TopicPartition(Topics.EVENTS, 0);
  private static final TopicPartition PROGRESS = new TopicPartition(Topics.PROGRESS, 0);

  /** Facts wake the loop at once; requests wait at most this long. */
  private static final Duration POLL = Duration.ofMillis(20);

  /** How often time passes while nothing is heard. */
  private static final Duration TICK = Duration.ofMillis(200);

  /**
   * Kafka forgets where a topic was read to that nobody subscribes to and that was silent for a
   * week; then all its events would be read again.
   */
  private static final Duration STORE_PLACES = Duration.ofHours(1);

  /** It belongs to no group; what it has asked for last may take Kafka half a second. */
  private static final CloseOptions AT_ONCE = CloseOptions.timeout(Duration.ZERO);

  private static final Logger LOG = LoggerFactory.getLogger(Term.class);

  private final KafkaConsumer<String, byte[]> requests;
  private final KafkaConsumer<String, byte[]> facts;
  private final Outbox outbox;
  private final CarefulScheduler scheduler;
  private final AllowedHosts hosts;
  private final Clock wall;
  private SteadyClock clock;
  private SchedulerState state;
  private Instant placesStoredAt = Instant.MIN;

  private Term(
      KafkaConsumer<String, byte[]> requests,
      KafkaConsumer<String, byte[]> facts,
      Outbox outbox,
      CarefulScheduler scheduler,
      AllowedHosts hosts,
      Clock wall,
      SteadyClock clock,
      SchedulerState state) {
    this.requests = requests;
    this.facts = facts;
    this.outbox = outbox;
    this.scheduler = scheduler;
    this.hosts = hosts;
    this.wall = wall;
    this.clock = clock;
    this.state = state;
  }

  /**
   * Begins a term. The order matters: the outbox shuts out the predecessor, only then are its last
   * words known to be all there, and both the jobs and the offsets read afterwards include them.
   */
  static Term begin(
      KafkaConnection kafka,
      KafkaConsumer<String, byte[]> requests,
      TopicSetup topics,
      Duration recordLock,
      AllowedHosts hosts,
      Clock wall) {
    // Silence is measured: a wall clock that is set back would look like signs of life.
    SteadyClock clock = SteadyClock.from(wall, Machine.REAL);
    Outbox outbox = Outbox.open(kafka, topics, SchedulerLoop.DEFAULT_POOL);
    KafkaConsumer<String, byte[]> facts = new KafkaConsumer<>(kafka.consumer());
    try {
      SchedulerState state = SchedulerState.restored(storedJobs(kafka), clock.instant());
      facts.assign(List.of(EVENTS, PROGRESS));
      facts.seekToEnd(List.of(PROGRESS));
      Map<TopicPartition, OffsetAndMetadata> committed =
          requests.committed(Set.of(Candidacy.REQUESTS, EVENTS));
      seek(requests, Candidacy.REQUESTS, committed);
      seek(facts, EVENTS, committed);
      LOG.info("Leading: jobs={}", state.jobs().size());
      CarefulScheduler scheduler = new CarefulScheduler(new Scheduler(recordLock));
      return new Term(requests, facts, outbox, scheduler, hosts, wall, clock, state);
    } catch (RuntimeException e) {
      facts.close(AT_ONCE);
      outbox.close();
      throw e;
    }
  }

  /** Does what is to be done now; takes about 20 ms when that is nothing. */
  void step() {
    clock = clock.caughtUp(wall);
    List<SchedulerEvent> learnt = new ArrayList<>();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : requests.poll(Duration.ZERO)) {
      learnt.add(RecordReader.request(record, hosts, outbox::problem, clock.instant()));
      offsets.put(Candidacy.REQUESTS, new OffsetAndMetadata(record.offset() + 1));
    }
    if (!requests.assignment().contains(Candidacy.REQUESTS)) {
      return; // this poll has learnt that another scheduler leads
    }
    for (ConsumerRecord<String, byte[]> record : facts.poll(POLL)) {
      if (record.topic().equals(Topics.EVENTS)) {
        RecordReader.fact(record, clock.instant()).ifPresent(learnt::add);
        offsets.put(EVENTS, new OffsetAndMetadata(record.offset() + 1));
      } else {
        RecordReader.progress(record, clock.instant()).ifPresent(learnt::add);
      }
    }
    Instant now = clock.instant();
    if (learnt.isEmpty() && offsets.isEmpty() && now.isBefore(state.now().plus(TICK))) {
      return;
    }
    Decision decision = scheduler.decide(state, learnt, new TimePassed(now));
    if (now.isAfter(placesStoredAt.plus(STORE_PLACES))) {
      offsets.putIfAbsent(
          Candidacy.REQUESTS, new OffsetAndMetadata(requests.position(Candidacy.REQUESTS)));
      offsets.putIfAbsent(EVENTS, new OffsetAndMetadata(facts.position(EVENTS)));
      placesStoredAt = now;
    }
    outbox.store(decision, offsets, requests.groupMetadata());
    state = decision.state();
  }

  private static List<JobState> storedJobs(KafkaConnection kafka) {
    try (TopicTail<JobState> tail = TopicTail.fromBeginning(kafka, Topics.JOBS, JobState.class)) {
      Map<String, JobState> jobs = new HashMap<>();
      for (TopicTail.Entry<JobState> entry : tail.readToEnd()) {
        entry
            .message()
            .ifPresentOrElse(job -> jobs.put(entry.key(), job), () -> jobs.remove(entry.key()));
      }
      return List.copyOf(jobs.values());
    }
  }

  private static void seek(
      KafkaConsumer<String, byte[]> consumer,
      TopicPartition partition,
      Map<TopicPartition, OffsetAndMetadata> committed) {
    OffsetAndMetadata place = committed.get(partition);
    if (place == null) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      consumer.seek(partition, place);
    }
  }

  @Override
  public void close() {
    outbox.close();
    facts.close(AT_ONCE);
  }
}
