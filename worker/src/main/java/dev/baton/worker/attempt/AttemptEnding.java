package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.Ending;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.AttemptSignals.Yield;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways in which an attempt ends. In this order: an entry where the log would not say enough
 * otherwise, the events, and only when those are stored what is to become of the command.
 *
 * <p>An entry that loses against another attempt's means that this one is superseded, however it
 * was about to end.
 */
final class AttemptEnding {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptEnding.class);

  /** Of a reason: a broker takes no message of any length, and nobody reads one. */
  private static final int MOST_LETTERS = 4000;

  private final AttemptContext context;
  private final ObjectStore store;

  AttemptEnding(AttemptContext context, ObjectStore store) {
    this.context = context;
    this.store = store;
  }

  /** Every epoch of the job is trained. */
  CommandOutcome finished(TrainingPosition position) throws IOException {
    if (!close(Outcome.FINISHED, "")) {
      return superseded();
    }
    LOG.info("Finished the job after {} epochs", position.epoch());
    context.report(JobEnding.finished(context.job(), context.log().history(), context.now()));
    return answer(CommandOutcome.DONE);
  }

  /** The command's epochs are trained: the log says so already. */
  CommandOutcome done(TrainingPosition position) {
    context.reportEnded(EndReason.DONE, position, "");
    return answer(CommandOutcome.DONE);
  }

  /** The rest of the command is left to a later one. */
  CommandOutcome yielded(TrainingPosition position, Yield to) throws IOException {
    if (!signOff(Ending.YIELDED, to.why())) {
      return superseded();
    }
    context.reportEnded(EndReason.YIELDED, position, to.why());
    return answer(CommandOutcome.DONE);
  }

  CommandOutcome paused(TrainingPosition position) throws IOException {
    if (!signOff(Ending.PAUSED, "paused on request")) {
      return superseded();
    }
    context.reportEnded(EndReason.PAUSED, position, "");
    return answer(CommandOutcome.DONE);
  }

  /** The worker leaves, and has committed a checkpoint: that is sign enough in the log. */
  CommandOutcome drained(TrainingPosition position) {
    context.reportEnded(EndReason.HANDED_BACK, position, "the worker leaves");
    return answer(CommandOutcome.HAND_BACK);
  }

  /** The worker leaves before it had anything to save, which shall not count as a loss. */
  CommandOutcome drainedWithoutCheckpoint(TrainingPosition position) throws IOException {
    return signOff(Ending.HANDED_BACK, "the worker leaves") ? drained(position) : superseded();
  }

  CommandOutcome storeLost(TrainingPosition position) {
    context.reportEnded(EndReason.GAVE_UP, position, "the store does not take its checkpoints");
    return answer(CommandOutcome.GAVE_UP);
  }

  CommandOutcome leaseLost(TrainingPosition position) {
    context.reportEnded(EndReason.LEASE_LOST, position, "");
    return CommandOutcome.LEASE_LOST;
  }

  CommandOutcome cancelled(TrainingPosition position) throws IOException {
    if (!close(Outcome.CANCELLED, "cancelled on request")) {
      return superseded();
    }
    context.reportEnded(EndReason.CANCELLED, position, "");
    context.report(new Event.JobCancelled(context.job(), context.branch(), context.now()));
    return answer(CommandOutcome.DONE);
  }

  /** Told to stop before there was anything to train, or to save. */
  CommandOutcome stoppedBeforeTraining() throws IOException {
    TrainingPosition position = context.savedPosition();
    return switch (context.signals().stopReason().orElseThrow()) {
      case SUPERSEDED -> superseded();
      case CANCELLED -> cancelled(position);
      case PAUSED -> paused(position);
      case DRAINED -> drainedWithoutCheckpoint(position);
      case STORE_LOST -> storeLost(position);
      case LEASE_LOST -> leaseLost(position);
    };
  }

  /** A failure is an entry, fenced like any other, before it is an event. */
  CommandOutcome failed(String why) throws IOException {
    LOG.error("The job fails: {}", why);
    String shown = shortened(why);
    if (!close(Outcome.FAILED, shown)) {
      return superseded();
    }
    context.report(new Event.JobFailed(context.job(), context.branch(), shown, context.now()));
    return answer(CommandOutcome.DONE);
  }

  /** The trainer cannot go on: it decides whether another attempt could. */
  CommandOutcome refused(TrainerException e) throws IOException {
    LOG.warn("The trainer refused: {}", e.getMessage(), e.getCause());
    if (e.kind() == TrainerException.Kind.BAD_INPUT) {
      return failed(e.getMessage());
    }
    return gaveUp(MemoryShortage.in(e, context.command().spec()).orElse(e.getMessage()));
  }

  /** The trainer ended with what nobody expects: only missing memory may be there another time. */
  CommandOutcome crashed(Throwable e) throws IOException {
    LOG.error("The trainer failed", e);
    Optional<String> shortage = MemoryShortage.in(e, context.command().spec());
    return shortage.isPresent() ? gaveUp(shortage.get()) : failed("the trainer failed: " + e);
  }

  private CommandOutcome gaveUp(String why) throws IOException {
    String shown = shortened(why);
    if (!signOff(Ending.GAVE_UP, shown)) {
      return superseded();
    }
    context.reportEnded(EndReason.GAVE_UP, context.savedPosition(), shown);
    return answer(CommandOutcome.GAVE_UP);
  }

  /**
   * Another attempt owns the job. Of the same command: it is that one's; of a later one: it is
   * stale.
   */
  CommandOutcome superseded() throws IOException {
    JobHistory now = new JobLog(store, context.job()).read();
    int newest = now.newestAttempt().map(attempt -> attempt.entry().commandNumber()).orElse(0);
    LOG.warn("Superseded by an attempt at command {}", newest);
    context.reportEnded(EndReason.SUPERSEDED, context.savedPosition(), "");
    return newest > context.commandNumber() ? CommandOutcome.DONE : CommandOutcome.HAND_BACK;
  }

  private static String shortened(String why) {
    return why.length() <= MOST_LETTERS ? why : why.substring(0, MOST_LETTERS) + "...";
  }

  private boolean signOff(Ending ending, String why) throws IOException {
    context.pass(CrashPoint.BEFORE_SIGN_OFF);
    boolean isAppended =
        context
            .log()
            .append(
                new LogEntry.AttemptEnded(
                    context.newId(), context.attemptId(), ending, why, context.now()));
    context.pass(CrashPoint.AFTER_SIGN_OFF);
    return isAppended;
  }

  private boolean close(Outcome outcome, String why) throws IOException {
    context.pass(CrashPoint.BEFORE_CLOSE);
    boolean isAppended =
        context
            .log()
            .append(
                new LogEntry.Closed(
                    context.newId(), context.attemptId(), outcome, why, context.now()));
    context.pass(CrashPoint.AFTER_CLOSE);
    return isAppended;
  }

  /** The command is answered only after everything that was reported is stored. */
  private CommandOutcome answer(CommandOutcome outcome) {
    return context.facts().awaitStored(context.signals()) ? outcome : CommandOutcome.LEASE_LOST;
  }
}
