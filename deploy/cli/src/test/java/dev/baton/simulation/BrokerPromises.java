package dev.baton.simulation;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.checkpoint.RetentionRule;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.simulation.SimulatedJob.Asked;
import java.util.HashSet;
import java.util.Set;

/** Watches the broker from its own side: what is said there is what the logs in the store say. */
final class BrokerPromises {
  /**
   * Five replacements, each after twice the patience of the one before: with the shortest lock they
   * take 9 + 18 + 36 + 72 + 144 s, and no job waits longer for a worker that only seems idle.
   */
  private static final int MOST_COMMANDS = 6;

  private final World world;
  private final Promises promises;

  /** Jobs and numbers of commands of whose end somebody has told. */
  private final Set<String> closing = new HashSet<>();

  BrokerPromises(World world, Promises promises) {
    this.world = world;
    this.promises = promises;
  }

  void reported(Event fact) {
    JobHistory history = promises.history(fact.job());
    boolean isTrue =
        switch (fact) {
          case Event.JobFinished e -> isClosed(history, Outcome.FINISHED);
          case Event.JobFailed e ->
              isClosed(history, Outcome.FAILED) || isRefused(world.broker.jobs().get(e.job()));
          case Event.JobCancelled e -> isClosed(history, Outcome.CANCELLED);
          case Event.Checkpointed e ->
              history
                  .checkpoint(e.sequence())
                  .filter(c -> c.entry().stateDigest().equals(e.stateDigest()))
                  .isPresent();
          case Event.AttemptStarted e ->
              history.entries().stream().anyMatch(x -> x.attemptId().equals(e.attemptId()));
          default -> true;
        };
    if (!isTrue) {
      promises.broken(Promise.FACTS_ARE_TRUE, fact + " is not in the log");
    }
    if (isEnding(fact)) {
      closing.add(fact.job() + "/" + commandNumber(fact));
    }
  }

  private static boolean isClosed(JobHistory history, Outcome outcome) {
    return history.all(Closed.class).stream()
        .anyMatch(closed -> closed.entry().outcome() == outcome);
  }

  /** A branch that would go back to what retention has let go fails without having begun. */
  private boolean isRefused(JobState state) {
    JobHistory history = promises.history(state.job());
    boolean isRefused =
        state.branchNumber() > history.branch()
            && state
                .branch()
                .flatMap(Branch::from)
                .filter(RetentionRule.letGo(history)::contains)
                .isPresent();
    if (isRefused) {
      world.count("refused branches");
    }
    return isRefused;
  }

  /** Whether {@code fact} tells the scheduler what became of a command. */
  private static boolean isEnding(Event fact) {
    return switch (fact) {
      case Event.JobFinished e -> true;
      case Event.JobFailed e -> true;
      case Event.JobCancelled e -> true;
      case Event.CommandStale e -> true;
      case Event.AttemptEnded e -> true;
      default -> false;
    };
  }

  private static String commandNumber(Event fact) {
    return switch (fact) {
      case Event.CommandStale e -> String.valueOf(e.commandNumber());
      case Event.AttemptEnded e -> String.valueOf(e.commandNumber());
      default -> "all";
    };
  }

  void accepted(TrainEpochs command) {
    JobHistory history = promises.history(command.job());
    boolean isReported =
        closing.contains(command.job() + "/" + command.commandNumber())
            || closing.contains(command.job() + "/all");
    boolean isDone =
        history.closed().isPresent()
            || isRefused(world.broker.jobs().get(command.job()))
            || history.isSignedOff(command.commandNumber())
            || history
                .newestAttempt()
                .filter(newest -> newest.entry().commandNumber() > command.commandNumber())
                .isPresent()
            || history
                .newestCheckpoint()
                .filter(newest -> newest.entry().epoch() >= command.throughEpoch())
                .isPresent();
    if (!isDone || !isReported) {
      promises.broken(
          Promise.ACCEPTED_IS_DONE,
          "%s, command %d is %s"
              .formatted(
                  command.job(), command.commandNumber(), isDone ? "not reported" : "not done"));
    }
  }

  void published(String job, long outstanding) {
    world.count("commands");
    if (outstanding > MOST_COMMANDS) {
      promises.broken(Promise.FEW_COMMANDS, "%s has %d commands".formatted(job, outstanding));
    }
  }

  void stored(JobState before, JobState after) {
    boolean isSameBranch = before != null && before.branchNumber() == after.branchNumber();
    if (isSameBranch && before.status().isEnd() && before.status() != after.status()) {
      promises.broken(
          Promise.ONE_RIGHT_END,
          "%s was %s and is %s".formatted(after.job(), before.status(), after.status()));
    }
    boolean isRight =
        switch (after.status()) {
          case FINISHED ->
              isClosed(promises.history(after.job()), Outcome.FINISHED)
                  && after
                      .stateDigest()
                      .equals(promises.digest(after.job(), after.spec().epochs()));
          case FAILED ->
              isClosed(promises.history(after.job()), Outcome.FAILED) || isRefused(after);
          case CANCELLED -> world.job(after.job()).asked.contains(Asked.CANCEL);
          case QUEUED, RUNNING, PAUSED -> true;
        };
    if (!isRight) {
      promises.broken(Promise.ONE_RIGHT_END, "%s is %s".formatted(after.job(), after.status()));
    }
  }
}
