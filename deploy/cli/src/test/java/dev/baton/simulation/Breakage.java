package dev.baton.simulation;

import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.FactSink;
import dev.baton.worker.attempt.Trainer;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ShareConsumer;

/** A rule of the protocol that is left out, to see whether the promises notice. */
enum Breakage {
  /** The protocol as it is. */
  NONE,
  /** The store ignores If-None-Match: the last writer wins. */
  NO_CONDITIONAL_WRITE,
  /** Who loses an append takes the next free number instead of stopping. */
  NO_FENCING,
  /** A command is acknowledged when it is taken. */
  ACKNOWLEDGED_BEFORE_COMMIT,
  /** After an unknown outcome of a commit its data are deleted. */
  DELETED_ON_UNKNOWN,
  /** The end is reported before its entry is written. */
  REPORTED_BEFORE_COMMIT,
  /** The entry does not wait for the upload. */
  COMMITTED_BEFORE_UPLOADED,
  /** Only the newest checkpoint is kept. */
  ONLY_NEWEST_KEPT,
  /** A trainer that forgets one thing when it is restored. */
  FORGETFUL_TRAINER,
  /** The scheduler waits for ever for a command that the broker has dropped. */
  NO_SILENCE_RULE,
  /** A new scheduler reads the state and shuts out its predecessor only then. */
  STATE_READ_BEFORE_THE_FENCE,
  /** The places read up to are stored before what was decided. */
  PLACES_STORED_FIRST;

  /** The lock that the scheduler's patience is a multiple of. */
  Duration silenceLock(Duration recordLock) {
    return this == NO_SILENCE_RULE ? Duration.ofDays(1000) : recordLock;
  }

  ObjectStore store(StoreClient honest, FactSink facts) {
    return switch (this) {
      case NO_CONDITIONAL_WRITE,
          NO_FENCING,
          DELETED_ON_UNKNOWN,
          REPORTED_BEFORE_COMMIT,
          COMMITTED_BEFORE_UPLOADED,
          ONLY_NEWEST_KEPT ->
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
