package dev.baton.worker.attempt;

import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.process.Machine;
import java.time.Instant;

/**
 * Who an attempt is, and whom it tells.
 *
 * @param attemptId random, so that no other attempt shares its keys in the store
 */
record AttemptContext(
    TrainEpochs command,
    String attemptId,
    String worker,
    AttemptLog log,
    AttemptSignals signals,
    FactSink facts,
    Diary diary,
    RoomWait room,
    Surroundings surroundings) {

  String job() {
    return command.job();
  }

  /** Number of the branch that it trains, 0 for the one that the job began with. */
  int branch() {
    return Branch.number(command.branch());
  }

  int commandNumber() {
    return command.commandNumber();
  }

  void report(Event fact) {
    facts.report(fact);
  }

  Instant now() {
    return surroundings.clock().instant();
  }

  String newId() {
    return machine().newId();
  }

  Machine machine() {
    return surroundings.machine();
  }

  /** Dies here, if a test wills it. */
  void pass(CrashPoint point) {
    surroundings.crashPoints().pass(point);
  }

  /** Where the newest checkpoint in the log stands. */
  TrainingPosition savedPosition() {
    return log.history()
        .newestCheckpoint()
        .map(newest -> TrainingPosition.of(newest.entry()))
        .orElse(TrainingPosition.START);
  }

  /** Reports that this attempt, or what it wants to store, waits at {@code position}. */
  void reportHeldUp(TrainingPosition position, String why) {
    report(
        new Event.AttemptHeldUp(
            job(),
            commandNumber(),
            attemptId,
            worker,
            position.epoch(),
            position.step(),
            why,
            now()));
  }

  /** Reports that this attempt has ended at {@code position}. */
  void reportEnded(Event.EndReason reason, TrainingPosition position, String detail) {
    report(
        new Event.AttemptEnded(
            job(),
            commandNumber(),
            attemptId,
            worker,
            reason,
            position.epoch(),
            position.step(),
            detail,
            now()));
  }
}
