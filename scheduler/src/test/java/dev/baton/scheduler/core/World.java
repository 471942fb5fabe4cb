package dev.baton.scheduler.core;

import dev.baton.common.messages.Control;
import dev.baton.common.messages.DetectionOptions;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.TrainEpochs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A scheduler with a settable clock, and everything it has sent. The record lock is 3 s. */
final class World {
  static final Duration LOCK = Duration.ofSeconds(3);

  private final Scheduler scheduler = new Scheduler(LOCK);
  private long lastToken;

  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  SchedulerState state = SchedulerState.restored(List.of(), now);
  final List<TrainEpochs> commands = new ArrayList<>();
  final List<Control> controls = new ArrayList<>();
  final List<Event> events = new ArrayList<>();

  Decision learn(SchedulerEvent... learnt) {
    Decision decision = scheduler.decide(state, List.of(learnt));
    state = decision.state();
    commands.addAll(decision.commands());
    controls.addAll(decision.controls());
    events.addAll(decision.events());
    return decision;
  }

  /** Learns {@code request} and then, as the loop does, that time has passed. */
  void request(Request request) {
    learn(new SchedulerEvent.RequestReceived(request, now), new SchedulerEvent.TimePassed(now));
  }

  void train(String job, JobSpec spec) {
    request(new Request.Train(job, spec, "id-" + job));
  }

  void fact(Event fact) {
    learn(new SchedulerEvent.FactReported(fact, now), new SchedulerEvent.TimePassed(now));
  }

  void worker(String name, WorkerState workerState, Optional<TrainEpochs> command) {
    Heartbeat heartbeat =
        new Heartbeat(
            name,
            "default",
            workerState,
            command.map(TrainEpochs::job),
            command.map(TrainEpochs::commandNumber).orElse(0),
            "cpu",
            "host",
            1,
            "test",
            now);
    learn(new SchedulerEvent.Progressed(heartbeat, now));
  }

  void idle(String name) {
    worker(name, WorkerState.IDLE, Optional.empty());
  }

  void busy(String name, TrainEpochs command) {
    worker(name, WorkerState.BUSY, Optional.of(command));
  }

  /** Lets time pass in steps of half a second; before each, {@code each} may say something. */
  void pass(Duration duration, Runnable each) {
    Instant end = now.plus(duration);
    while (now.isBefore(end)) {
      now = now.plusMillis(500);
      each.run();
      learn(new SchedulerEvent.TimePassed(now));
    }
  }

  void pass(Duration duration) {
    pass(duration, () -> {});
  }

  /** A worker takes {@code command}; returns the attempt's id. */
  String start(String worker, TrainEpochs command) {
    String attemptId = worker + "-" + ++lastToken;
    JobState job = job(command.job());
    fact(
        new Event.AttemptStarted(
            command.job(),
            command.commandNumber(),
            attemptId,
            worker,
            lastToken,
            "test",
            job == null ? 0 : job.epoch(),
            0,
            Optional.empty(),
            now));
    return attemptId;
  }

  void epochEnd(TrainEpochs command, String attemptId, int epoch) {
    fact(
        new Event.Checkpointed(
            command.job(),
            command.commandNumber(),
            attemptId,
            "w",
            epoch,
            0,
            ++lastToken,
            "digest-" + epoch,
            1,
            Map.of("fitness", 0.5),
            now));
  }

  void end(TrainEpochs command, String attemptId, EndReason reason, int epoch) {
    fact(
        new Event.AttemptEnded(
            command.job(), command.commandNumber(), attemptId, "w", reason, epoch, 0, "", now));
  }

  void finish(String job) {
    fact(
        new Event.JobFinished(
            job, job(job).branchNumber(), job(job).spec().epochs(), "final", Map.of(), now));
  }

  JobState job(String name) {
    return state.jobs().get(name);
  }

  TrainEpochs lastCommand() {
    return commands.getLast();
  }

  Event lastEvent() {
    return events.getLast();
  }

  static Spec spec() {
    return new Spec(10, 5, "me", Optional.empty());
  }

  /** The few fields of a spec that the scheduler looks at. */
  record Spec(int epochs, int priority, String owner, Optional<Integer> epochsPerCommand) {
    Spec epochs(int value) {
      return new Spec(value, priority, owner, epochsPerCommand);
    }

    Spec priority(int value) {
      return new Spec(epochs, value, owner, epochsPerCommand);
    }

    Spec owner(String value) {
      return new Spec(epochs, priority, value, epochsPerCommand);
    }

    Spec epochsPerCommand(int value) {
      return new Spec(epochs, priority, owner, Optional.of(value));
    }

    JobSpec build() {
      return new JobSpec(
          "tiny",
          "default",
          "-",
          32,
          1,
          epochs,
          Map.of(),
          "SGD",
          0,
          1,
          0,
          -1,
          0,
          0,
          1,
          0,
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Optional.empty(),
          epochsPerCommand,
          "default",
          priority,
          owner,
          "any",
          Optional.empty(),
          DetectionOptions.DEFAULTS,
          Map.of());
    }
  }
}
