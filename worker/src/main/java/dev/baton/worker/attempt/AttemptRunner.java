package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.JobLog.AppendOutcome;
import dev.baton.common.checkpoint.LastWords;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.RetryingObjectStore;
import dev.baton.worker.cache.DatasetCache;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Decides from the job's log what a command still asks for, and if it is anything, becomes the
 * job's owner and runs an {@link Attempt}. All calls come from the one training thread.
 */
public final class AttemptRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

  private final String worker;
  private final ObjectStore store;
  private final Map<String, TrainerFactory> factories;
  private final FactSink facts;
  private final ProgressBoard progress;
  private final Duration storePatience;
  private final Surroundings surroundings;
  private Optional<WarmTrainer> warm = Optional.empty();

  /**
   * @param worker this worker's name
   * @param factories by task
   * @param storePatience how long a store that does not answer is tried before an attempt gives up
   */
  public AttemptRunner(
      String worker,
      ObjectStore store,
      Map<String, TrainerFactory> factories,
      FactSink facts,
      ProgressBoard progress,
      Duration storePatience,
      Clock clock) {
    this(worker, store, factories, facts, progress, storePatience, Surroundings.real(clock));
  }

  /** As above, in surroundings that may be a test's. */
  public AttemptRunner(
      String worker,
      ObjectStore store,
      Map<String, TrainerFactory> factories,
      FactSink facts,
      ProgressBoard progress,
      Duration storePatience,
      Surroundings surroundings) {
    this.worker = worker;
    this.store = store;
    this.factories = Map.copyOf(factories);
    this.facts = facts;
    this.progress = progress;
    this.storePatience = storePatience;
    this.surroundings = surroundings;
  }

  /** Does what {@code command} asks for, unless the log says that it is done or stale. */
  public CommandOutcome run(TrainEpochs command, AttemptSignals signals) {
    MDC.put("job", command.job());
    try {
      return decide(command, signals);
    } catch (IOException e) {
      LOG.warn("Cannot go on with command {}: {}", command.commandNumber(), e.getMessage());
      return signals.stopReason().equals(Optional.of(AttemptSignals.Stop.LEASE_LOST))
          ? CommandOutcome.LEASE_LOST
          : CommandOutcome.GAVE_UP;
    } finally {
      if (warm.isEmpty()) {
        surroundings.datasets().ifPresent(DatasetCache::release);
      }
      progress.clear();
      MDC.clear();
    }
  }

  private CommandOutcome decide(TrainEpochs command, AttemptSignals signals) throws IOException {
    TrainerFactory factory = factories.get(command.spec().task());
    if (factory == null) {
      return handBack(command, unknownTask(command));
    }
    String numerics;
    try {
      numerics = factory.numericsClass(command.spec());
    } catch (TrainerException e) {
      return handBack(command, e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      LOG.error("Cannot tell the numerics class", e);
      return handBack(
          command,
          MemoryShortage.in(e, command.spec())
              .orElse("this worker's engine fails: %s; see its log".formatted(e)));
    }
    String attemptId = surroundings.machine().newId();
    RoomWait room = new RoomWait(why -> reportHeldUp(command, attemptId, why));
    RetryingObjectStore patient = trying(storePatience, signals);
    ObjectStore awaitingRoom = patient.awaitingRoom(room);
    JobLog jobLog = new JobLog(awaitingRoom, command.job());
    JobHistory history = jobLog.read();
    while (true) {
      Optional<CommandOutcome> nothingToDo = nothingToDo(command, history, numerics);
      if (nothingToDo.isPresent()) {
        return facts.awaitStored(signals) ? nothingToDo.get() : CommandOutcome.LEASE_LOST;
      }
      if (signals.stopReason().isPresent()) {
        return stoppedBeforeStart(signals);
      }
      surroundings.crashPoints().pass(CrashPoint.BEFORE_START);
      AttemptStarted entry = startEntry(command, attemptId, numerics);
      if (jobLog.append(history.nextSequence(), entry) instanceof AppendOutcome.Appended appended) {
        MDC.put("attempt", attemptId.substring(0, 8));
        signals.started(appended.sequence());
        ObjectStore forCommits = trying(patienceForCommits(command), signals).awaitingRoom(room);
        AttemptLog log =
            new AttemptLog(new JobLog(forCommits, command.job()), history.with(entry), signals);
        Diary diary =
            new Diary(
                new LastWords(patient, command.job()), attemptId, history, surroundings.machine());
        AttemptContext context =
            new AttemptContext(
                command, attemptId, worker, log, signals, facts, diary, room, surroundings);
        room.tellBy(why -> context.reportHeldUp(context.savedPosition(), why));
        context.pass(CrashPoint.AFTER_START);
        Attempt attempt =
            new Attempt(context, history, numerics, factory, awaitingRoom, forCommits, progress);
        CommandOutcome outcome = attempt.run(takeWarm());
        warm = attempt.warmTrainer();
        return outcome;
      }
      // Somebody else wrote first: read what, and decide again.
      history = jobLog.readOn(history);
    }
  }

  private RetryingObjectStore trying(Duration patience, AttemptSignals signals) {
    return new RetryingObjectStore(store, patience, signals::mayWrite, surroundings.machine());
  }

  /**
   * Training goes on for half of this time without the store, and then waits for the other half.
   * After that the command is handed back: the store may answer other workers. A store that is full
   * is full for them, too, and waited for without an end.
   */
  private Duration patienceForCommits(TrainEpochs command) {
    Duration patience = command.spec().maxUnsaved().multipliedBy(2);
    return patience.compareTo(storePatience) > 0 ? patience : storePatience;
  }

  private String unknownTask(TrainEpochs command) {
    return "no trainer for task \"%s\" here, only for %s"
        .formatted(command.spec().task(), String.join(", ", new TreeSet<>(factories.keySet())));
  }

  /** Leaves a command to workers that can do it, without becoming the job's owner. */
  private CommandOutcome handBack(TrainEpochs command, String why) {
    LOG.warn("Handing command {} back: {}", command.commandNumber(), why);
    facts.report(ended(command, Event.EndReason.GAVE_UP, TrainingPosition.START, why));
    return CommandOutcome.GAVE_UP;
  }

  /** Before the attempt has begun, and so has a place in the training. */
  private void reportHeldUp(TrainEpochs command, String attemptId, String why) {
    facts.report(
        new Event.AttemptHeldUp(
            command.job(),
            command.commandNumber(),
            attemptId,
            worker,
            TrainingPosition.START.epoch(),
            TrainingPosition.START.step(),
            why,
            surroundings.clock().instant()));
  }

  /** What to answer when the log shows that nothing is left to do here. */
  private Optional<CommandOutcome> nothingToDo(
      TrainEpochs command, JobHistory history, String numerics) {
    boolean beginsBranch = Branch.number(command.branch()) > history.branch();
    Optional<Closed> closed = history.closed();
    if (closed.isPresent() && !beginsBranch) {
      facts.report(ending(command, history, closed.get()));
      return Optional.of(CommandOutcome.DONE);
    }
    TrainingPosition position =
        history
            .newestCheckpoint()
            .map(newest -> TrainingPosition.of(newest.entry()))
            .orElse(TrainingPosition.START);
    boolean isTrained =
        position.epoch() >= command.throughEpoch()
            && command.throughEpoch() < command.spec().epochs();
    boolean isDone = isTrained || history.isSignedOff(command.commandNumber());
    if (isDone && !beginsBranch) {
      facts.report(ended(command, Event.EndReason.DONE, position, "found done in the log"));
      return Optional.of(CommandOutcome.DONE);
    }
    Optional<AttemptStarted> rival = history.newestAttempt().map(Numbered::entry);
    if (rival.filter(other -> isLater(other, command)).isPresent()) {
      facts.report(
          new Event.CommandStale(
              command.job(),
              command.commandNumber(),
              rival.get().commandNumber(),
              rival.get().branchNumber(),
              surroundings.clock().instant()));
      return Optional.of(CommandOutcome.DONE);
    }
    Optional<String> impossible = SpecDifference.find(history, command);
    if (impossible.isPresent()) {
      facts.report(
          new Event.JobFailed(
              command.job(),
              Branch.number(command.branch()),
              impossible.get(),
              surroundings.clock().instant()));
      return Optional.of(CommandOutcome.DONE);
    }
    Optional<AttemptStarted> first = history.firstAttempt();
    boolean isOtherArithmetic =
        command.spec().isNumericsStrict()
            && first.isPresent()
            && !first.get().numerics().equals(numerics);
    if (isOtherArithmetic) {
      String why =
          "numerics is strict: the job began in %s, this worker computes in %s"
              .formatted(first.get().numerics(), numerics);
      facts.report(ended(command, Event.EndReason.GAVE_UP, position, why));
      return Optional.of(CommandOutcome.GAVE_UP);
    }
    return Optional.empty();
  }

  private static boolean isLater(AttemptStarted other, TrainEpochs command) {
    return other.commandNumber() > command.commandNumber()
        || other.branchNumber() > Branch.number(command.branch());
  }

  private static CommandOutcome stoppedBeforeStart(AttemptSignals signals) {
    return switch (signals.stopReason().orElseThrow()) {
      case LEASE_LOST -> CommandOutcome.LEASE_LOST;
      case STORE_LOST -> CommandOutcome.GAVE_UP;
      // Told by control messages: the next delivery finds out from the log, if it is true.
      case SUPERSEDED, CANCELLED, PAUSED, DRAINED -> CommandOutcome.HAND_BACK;
    };
  }

  private AttemptStarted startEntry(TrainEpochs command, String attemptId, String numerics) {
    return new AttemptStarted(
        surroundings.machine().newId(),
        attemptId,
        command.commandNumber(),
        worker,
        numerics,
        command.specDigest(),
        command.spec(),
        command.branch(),
        surroundings.clock().instant());
  }

  private Event ending(TrainEpochs command, JobHistory history, Closed closed) {
    return switch (closed.outcome()) {
      case FINISHED -> JobEnding.finished(command.job(), history, closed.at());
      case FAILED ->
          new Event.JobFailed(command.job(), history.branch(), closed.why(), closed.at());
      case CANCELLED -> new Event.JobCancelled(command.job(), history.branch(), closed.at());
    };
  }

  private Event ended(
      TrainEpochs command, Event.EndReason reason, TrainingPosition position, String detail) {
    return new Event.AttemptEnded(
        command.job(),
        command.commandNumber(),
        "",
        worker,
        reason,
        position.epoch(),
        position.step(),
        detail,
        surroundings.clock().instant());
  }

  private Optional<WarmTrainer> takeWarm() {
    Optional<WarmTrainer> taken = warm;
    warm = Optional.empty();
    return taken;
  }

  @Override
  public void close() {
    takeWarm().ifPresent(WarmTrainer::close);
  }
}
