package dev.baton.simulation;

import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.process.Machine;
import dev.baton.scheduler.kafka.SteadyClock;
import dev.baton.worker.attempt.FactSink;
import dev.baton.worker.attempt.Trainer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ShareConsumer;

/** A rule of the protocol that is left out, and the promises that are broken then. */
enum Breakage {
  /** The protocol as it is. */
  NONE,
  /** The store ignores If-None-Match: the last writer wins. */
  NO_CONDITIONAL_WRITE(Promise.LOG_HAS_NO_GAPS),
  /** Who loses an append takes the next free number instead of stopping. */
  NO_FENCING(Promise.FENCED_WRITE_NOTHING, Promise.CHAIN_HAS_EACH_EPOCH_ONCE),
  /** A command is acknowledged when it is taken. */
  ACKNOWLEDGED_BEFORE_COMMIT(Promise.ACCEPTED_IS_DONE),
  /** After an unknown outcome of a commit its data are deleted. */
  DELETED_ON_UNKNOWN(Promise.NEEDED_DATA_STAY),
  /** The end is reported before its entry is written. */
  REPORTED_BEFORE_COMMIT(Promise.FACTS_ARE_TRUE, Promise.ONE_RIGHT_END),
  /** The entry does not wait for the upload. */
  COMMITTED_BEFORE_UPLOADED(Promise.NEEDED_DATA_STAY),
  /** Only the newest checkpoint is kept. */
  ONLY_NEWEST_KEPT(Promise.NEEDED_DATA_STAY),
  /** Retention does not keep what branches went back to. */
  BRANCH_POINTS_FORGOTTEN(Promise.NEEDED_DATA_STAY),
  /** An attempt that begins a branch does not say so in its entry. */
  BRANCH_UNNAMED(Promise.LOG_HAS_NO_GAPS, Promise.CHAIN_HAS_EACH_EPOCH_ONCE),
  /** A trainer that forgets one thing when it is restored. */
  FORGETFUL_TRAINER(Promise.SAME_BITS),
  /** The scheduler waits for ever for a command that the broker has dropped. */
  NO_SILENCE_RULE(Promise.ALL_JOBS_END),
  /** A new scheduler reads the state and shuts out its predecessor only then. */
  STATE_READ_BEFORE_THE_FENCE(Promise.ALL_JOBS_END),
  /** The places read up to are stored before what was decided. */
  PLACES_STORED_FIRST(Promise.ALL_JOBS_END),
  /** The scheduler takes every wait for a loss: as if some worker were idle, and at once. */
  WAITING_IS_SILENCE(Promise.FEW_COMMANDS),
  /** The scheduler measures silence by a clock that somebody may set. */
  SILENCE_BY_WALL_CLOCK(Promise.ALL_JOBS_END);

  private final Set<Promise> broken;

  Breakage(Promise... broken) {
    this.broken = Set.of(broken);
  }

  /** The promises that do not hold without the rule. */
  Set<Promise> broken() {
    return broken;
  }

  /** Whether it shows only where somebody asks for branches. */
  boolean isOfBranches() {
    return this == BRANCH_POINTS_FORGOTTEN || this == BRANCH_UNNAMED;
  }

  /** What a scheduler measures by while it leads. */
  Clock schedulerClock(Clock wall, Machine machine) {
    return this == SILENCE_BY_WALL_CLOCK ? wall : SteadyClock.from(wall, machine);
  }

  /** The lock that the scheduler's patience is a multiple of. */
  Duration silenceLock(Duration recordLock) {
    return switch (this) {
      case NO_SILENCE_RULE -> Duration.ofDays(1000);
      case WAITING_IS_SILENCE -> Duration.ofMillis(100);
      default -> recordLock;
    };
  }

  /** A worker that is not there, but that the scheduler hears of. */
  Optional<Heartbeat> ghost(Instant now) {
    return this == WAITING_IS_SILENCE
        ? Optional.of(
            new Heartbeat(
                "ghost",
                "default",
                WorkerState.IDLE,
                Optional.empty(),
                0,
                "cpu",
                "nowhere",
                1,
                "simulation",
                now))
        : Optional.empty();
  }

  ObjectStore store(StoreClient honest, FactSink facts) {
    return switch (this) {
      case NO_CONDITIONAL_WRITE,
          NO_FENCING,
          DELETED_ON_UNKNOWN,
          REPORTED_BEFORE_COMMIT,
          COMMITTED_BEFORE_UPLOADED,
          ONLY_NEWEST_KEPT,
          BRANCH_POINTS_FORGOTTEN,
          BRANCH_UNNAMED ->
          new BrokenStore(this, honest, facts);
      default -> honest;
    };
  }

  ShareConsumer<String, byte[]> consumer(CommandConsumer honest) {
    if (this == ACKNOWLEDGED_BEFORE_COMMIT) {
      honest.acceptWhenTaken();
    }
    return honest;
  }

  Trainer trainer(HashChainTrainer honest) {
    if (this == FORGETFUL_TRAINER) {
      honest.forgetStepWhenRestored();
    }
    return honest;
  }
}
