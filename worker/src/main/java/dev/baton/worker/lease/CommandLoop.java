package dev.baton.worker.lease;

import dev.baton.common.messages.Control;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.messages.Topics;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.process.Machine;
import dev.baton.worker.attempt.AttemptRunner;
import dev.baton.worker.attempt.AttemptSignals;
import dev.baton.worker.attempt.AttemptSignals.Stop;
import dev.baton.worker.attempt.CommandOutcome;
import dev.baton.worker.attempt.CrashPoint;
import dev.baton.worker.attempt.CrashPoints;
import dev.baton.worker.attempt.Surroundings;
import dev.baton.worker.attempt.WorkMeter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's main loop: take a command from the share group (KIP-932), have it trained on another
 * thread while renewing the record lock from this one, answer it, and take the next.
 *
 * <p>The consumer is used by the thread that calls {@link #run} alone. Dying anywhere hands the
 * record back: the broker releases it when the connection closes, or when the lock runs out.
 */
public final class CommandLoop implements Runnable {
  /**
   * A poll that meets nothing but a transaction's marker waits for all of its time even when
   * commands arrive meanwhile, so it is short.
   */
  private static final Duration POLL = Duration.ofMillis(20);

  private static final Duration LOOK_AT_ATTEMPT = Duration.ofMillis(20);
  private static final Duration DEFAULT_LOCK = Duration.ofSeconds(15);

  /**
   * A broker drops a command after some deliveries, and its loss is noticed late, by silence. So
   * the third worker that has it asks for a new one. Fewer would cost a hand-over where nobody was
   * lost twice; more is more than some brokers allow, five by Kafka's default.
   */
  private static final int MANY_DELIVERIES = 3;

  private static final Duration TIME_TO_LEAVE = Duration.ofSeconds(20);
  private static final Logger LOG = LoggerFactory.getLogger(CommandLoop.class);

  private final ShareConsumer<String, byte[]> consumer;
  private final WorkerIdentity worker;
  private final AttemptRunner attempts;
  private final Executor trainingThread;
  private final WorkerStatus status;
  private final RestAfterGivingUp rest;
  private final Machine machine;
  private final CrashPoints crashPoints;
  private final WorkMeter meter;

  public CommandLoop(
      ShareConsumer<String, byte[]> consumer,
      WorkerIdentity worker,
      AttemptRunner attempts,
      Executor trainingThread,
      WorkerStatus status,
      RestAfterGivingUp rest,
      Surroundings surroundings) {
    this.consumer = consumer;
    this.worker = worker;
    this.attempts = attempts;
    this.trainingThread = trainingThread;
    this.status = status;
    this.rest = rest;
    this.machine = surroundings.machine();
    this.crashPoints = surroundings.crashPoints();
    this.meter = surroundings.meter();
  }

  @Override
  public void run() {
    subscribe();
    while (!status.isLeaving()) {
      if (rest.isResting()) {
        status.become(WorkerState.WAITING_FOR_STORE);
        rest.await(POLL);
        continue;
      }
      status.become(WorkerState.IDLE);
      try {
        if (status.isDrained()) {
          sitOut();
        }
        long askedNanos = machine.nanoTime();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          handle(record, askedNanos);
        }
      } catch (KafkaException e) {
        LOG.warn("Cannot take commands; trying on: {}", e.getMessage());
        rest.await(Duration.ofMillis(500));
      }
    }
    status.become(WorkerState.LEAVING);
  }

  private void subscribe() {
    consumer.subscribe(List.of(Topics.commands(worker.pool())));
  }

  /** Out of the share group, so that no record that was sent ahead is kept from the others. */
  private void sitOut() {
    LOG.info("Drained: takes no commands until it is readmitted");
    consumer.unsubscribe();
    while (status.isDrained() && !status.isLeaving()) {
      rest.await(POLL);
    }
    subscribe();
  }

  private void handle(ConsumerRecord<String, byte[]> record, long takenNanos) {
    TrainEpochs command;
    try {
      command = MessageCodec.decode(record.value(), TrainEpochs.class);
    } catch (MessageFormatException e) {
      LOG.error("Dropping a command that cannot be read: {}", e.getMessage());
      answer(record, AcknowledgeType.REJECT);
      return;
    }
    if (status.handsBack()) {
      answer(record, AcknowledgeType.RELEASE);
      return;
    }
    AttemptSignals signals = new AttemptSignals(machine);
    if (record.deliveryCount().filter(count -> count >= MANY_DELIVERIES).isPresent()) {
      signals.askForNewCommand();
    }
    status.began(new RunningCommand(command, signals));
    CompletableFuture<CommandOutcome> outcome =
        CompletableFuture.supplyAsync(() -> attempts.run(command, signals), trainingThread);
    Held held = new Held(record, new CommandLease(lock(), takenNanos));
    CommandOutcome end = awaitHolding(held, outcome, signals);
    LOG.info("Command {} of {}: {}", command.commandNumber(), command.job(), end);
    switch (end) {
      case DONE -> answer(held.record, AcknowledgeType.ACCEPT);
      // A lost lease is no longer ours to answer, but the consumer wants an answer before it polls.
      case HAND_BACK, GAVE_UP, LEASE_LOST -> answer(held.record, AcknowledgeType.RELEASE);
    }
    rest.noteOutcome(end);
    status.ended();
  }

  /** The record as it was last delivered; a renewal delivers it anew. */
  private static final class Held {
    private ConsumerRecord<String, byte[]> record;
    private final CommandLease lease;

    Held(ConsumerRecord<String, byte[]> record, CommandLease lease) {
      this.record = record;
      this.lease = lease;
    }
  }

  /** Keeps the lease while the attempt runs; tells the attempt when it is lost or is to leave. */
  private CommandOutcome awaitHolding(
      Held held, CompletableFuture<CommandOutcome> outcome, AttemptSignals signals) {
    while (true) {
      Optional<CommandOutcome> end = poll(outcome);
      if (end.isPresent()) {
        return end.get();
      }
      if (status.isLeaving()) {
        signals.stop(Stop.DRAINED, TIME_TO_LEAVE);
      } else if (status.isDrained()) {
        signals.stop(Stop.DRAINED);
      }
      long now = machine.nanoTime();
      if (!held.lease.isHeld(now)) {
        signals.stop(Stop.LEASE_LOST, lock());
      } else if (held.lease.isRenewalDue(now)) {
        renew(held);
      }
    }
  }

  private Optional<CommandOutcome> poll(CompletableFuture<CommandOutcome> outcome) {
    try {
      return machine.isDoneWithin(LOOK_AT_ATTEMPT, outcome)
          ? Optional.of(outcome.get())
          : Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The training thread failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while training", e);
    }
  }

  private void renew(Held held) {
    long sentNanos = machine.nanoTime();
    boolean isConfirmed = false;
    try {
      consumer.acknowledge(held.record, AcknowledgeType.RENEW);
      isConfirmed = isAccepted(consumer.commitSync(held.lease.renewalPatience(sentNanos)));
      // A renewed record is delivered again by the next poll.
      ConsumerRecords<String, byte[]> again = consumer.poll(Duration.ZERO);
      for (ConsumerRecord<String, byte[]> record : again) {
        if (record.offset() == held.record.offset()) {
          held.record = record;
        } else {
          consumer.acknowledge(record, AcknowledgeType.RELEASE);
        }
      }
    } catch (KafkaException | IllegalStateException e) {
      LOG.warn("Cannot renew the lease: {}", e.getMessage());
    }
    held.lease.renewed(sentNanos, isConfirmed);
    meter.leaseRenewed(isConfirmed);
  }

  private static boolean isAccepted(Map<TopicIdPartition, Optional<KafkaException>> answers) {
    return !answers.isEmpty() && answers.values().stream().allMatch(Optional::isEmpty);
  }

  /** Answers the broker; an answer that does not arrive is the same as dying just before it. */
  private void answer(ConsumerRecord<String, byte[]> record, AcknowledgeType type) {
    try {
      crashPoints.pass(CrashPoint.BEFORE_ACKNOWLEDGE);
      consumer.acknowledge(record, type);
      consumer.commitSync(DEFAULT_LOCK);
      crashPoints.pass(CrashPoint.AFTER_ACKNOWLEDGE);
    } catch (KafkaException | IllegalStateException e) {
      LOG.warn("The broker did not take {} for a command: {}", type, e.getMessage());
    }
  }

  private Duration lock() {
    return consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(DEFAULT_LOCK);
  }

  /** Heeds a control message that means this worker or the command that it works on. */
  public void hear(Control control) {
    switch (control) {
      case Control.OfAttempts told -> status.running().ifPresent(running -> running.hear(told));
      case Control.DrainWorker drain -> {
        if (drain.worker().equals(worker.name())) {
          status.drain();
        }
      }
      case Control.ReadmitWorker readmit -> {
        if (readmit.worker().equals(worker.name())) {
          status.readmit();
        }
      }
    }
  }
}
