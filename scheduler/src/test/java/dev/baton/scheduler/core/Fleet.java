package dev.baton.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.TrainEpochs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A scheduler with a few simulated workers that keep the protocol, and a broker that loses, repeats
 * and delays: everything follows from the seed.
 */
final class Fleet {
  private static final int WORKERS = 3;
  private static final int MOST_JOBS = 6;

  private final Random random;
  private final World world = new World();
  private final Map<String, JobLog> logs = new HashMap<>();
  private final List<TrainEpochs> topic = new ArrayList<>();
  private final Map<String, Attempt> attempts = new HashMap<>();
  private final List<Event> inFlight = new ArrayList<>();
  private long lastToken;
  private int requests;

  /** What the store knows of a job. */
  private static final class JobLog {
    int newestCommand;
    int branch;
    String owner = "";
    int epoch;
    boolean isFinished;
    final Set<Integer> endedCommands = new HashSet<>();
  }

  private record Attempt(TrainEpochs command, String id) {}

  Fleet(long seed) {
    random = new Random(seed);
    submit("job-0");
  }

  void doSomethingRandom() {
    switch (random.nextInt(20)) {
      case 0 -> submit("job-" + random.nextInt(MOST_JOBS));
      case 1 -> ask(new Request.Pause(anyJob(), nextId()));
      case 2 -> ask(new Request.Resume(anyJob(), nextId()));
      case 3 -> ask(new Request.SetPriority(anyJob(), random.nextInt(11), nextId()));
      case 4 -> {
        if (random.nextInt(4) == 0) {
          ask(new Request.Cancel(anyJob(), nextId()));
        }
      }
      case 5 -> loseRecord();
      case 6 -> killWorker();
      case 7 -> restartScheduler();
      case 8 -> repeatEvent();
      case 9 -> ask(new Request.Rerun(anyJob(), nextId()));
      case 10 -> ask(new Request.Extend(anyJob(), 1 + random.nextInt(12), nextId()));
      case 11 -> ask(new Request.Rewind(anyJob(), random.nextInt(4), nextId()));
      default -> {}
    }
    tick(random.nextInt(3) > 0);
  }

  /** No more faults; ends every job. The patience is doubled five times at most: 5 min each. */
  Map<String, JobState> calmDown() {
    for (int round = 0; round < 20_000 && hasActiveJob(); round++) {
      if (round % 100 == 0) {
        List.copyOf(world.state.jobs().keySet()).forEach(j -> ask(new Request.Resume(j, nextId())));
      }
      tick(true);
    }
    return world.state.jobs();
  }

  private boolean hasActiveJob() {
    return world.state.jobs().values().stream().anyMatch(job -> !job.status().isEnd());
  }

  private void submit(String job) {
    logs.computeIfAbsent(job, name -> new JobLog());
    ask(new Request.Train(job, World.spec().epochs(1 + random.nextInt(8)).build(), "id-" + job));
  }

  /** Half a second: workers act, their events arrive, time passes. */
  private void tick(boolean eventsArrive) {
    world.now = world.now.plusMillis(500);
    for (int i = 0; i < WORKERS; i++) {
      work("w" + i);
    }
    while (eventsArrive && !inFlight.isEmpty()) {
      learn(new SchedulerEvent.FactReported(inFlight.removeFirst(), world.now));
    }
    learn(new SchedulerEvent.TimePassed(world.now));
  }

  private void work(String worker) {
    Attempt attempt = attempts.get(worker);
    if (attempt == null && !topic.isEmpty()) {
      attempt = take(worker, topic.removeFirst());
    } else if (attempt != null) {
      attempt = train(worker, attempt);
    }
    if (attempt == null) {
      attempts.remove(worker);
      world.idle(worker);
    } else {
      attempts.put(worker, attempt);
      world.busy(worker, attempt.command());
    }
  }

  private Attempt take(String worker, TrainEpochs command) {
    JobLog log = logs.get(command.job());
    boolean isOfNewBranch = Branch.number(command.branch()) > log.branch;
    if (log.isFinished && !isOfNewBranch) {
      reportFinished(command);
    } else if (log.newestCommand > command.commandNumber()) {
      inFlight.add(
          new Event.CommandStale(
              command.job(), command.commandNumber(), log.newestCommand, log.branch, world.now));
    } else if (log.endedCommands.contains(command.commandNumber())) {
      reportEnded(worker, new Attempt(command, "again"), EndReason.DONE);
    } else {
      if (isOfNewBranch) {
        log.branch = Branch.number(command.branch());
        log.isFinished = false;
        log.epoch = command.branch().get().from().map(Long::intValue).orElse(log.epoch);
      }
      log.newestCommand = command.commandNumber();
      Attempt attempt = new Attempt(command, worker + "-" + ++lastToken);
      log.owner = attempt.id();
      inFlight.add(
          new Event.AttemptStarted(
              command.job(),
              command.commandNumber(),
              attempt.id(),
              worker,
              lastToken,
              "test",
              log.epoch,
              0,
              Optional.empty(),
              world.now));
      return attempt;
    }
    return null;
  }

  /** One epoch, unless the attempt was superseded or its job has ended or is paused. */
  private Attempt train(String worker, Attempt attempt) {
    TrainEpochs command = attempt.command();
    JobLog log = logs.get(command.job());
    Status status = world.job(command.job()).status();
    if (!log.owner.equals(attempt.id())) {
      return null;
    }
    if (status == Status.CANCELLED) {
      log.isFinished = true;
      inFlight.add(new Event.JobCancelled(command.job(), log.branch, world.now));
      return null;
    }
    if (status == Status.PAUSED) {
      log.endedCommands.add(command.commandNumber());
      reportEnded(worker, attempt, EndReason.PAUSED);
      return null;
    }
    log.epoch++;
    inFlight.add(
        new Event.Checkpointed(
            command.job(),
            command.commandNumber(),
            attempt.id(),
            worker,
            log.epoch,
            0,
            ++lastToken,
            "digest",
            1,
            Map.of(),
            world.now));
    if (log.epoch >= command.spec().epochs()) {
      log.isFinished = true;
      reportFinished(command);
      return null;
    }
    if (log.epoch >= command.throughEpoch()) {
      log.endedCommands.add(command.commandNumber());
      reportEnded(worker, attempt, EndReason.DONE);
      return null;
    }
    return attempt;
  }

  private void reportFinished(TrainEpochs command) {
    inFlight.add(
        new Event.JobFinished(
            command.job(),
            logs.get(command.job()).branch,
            command.spec().epochs(),
            "digest",
            Map.of(),
            world.now));
  }

  private void reportEnded(String worker, Attempt attempt, EndReason reason) {
    TrainEpochs command = attempt.command();
    inFlight.add(
        new Event.AttemptEnded(
            command.job(),
            command.commandNumber(),
            attempt.id(),
            worker,
            reason,
            logs.get(command.job()).epoch,
            0,
            "",
            world.now));
  }

  /** The broker drops a record after too many deliveries. */
  private void loseRecord() {
    if (!topic.isEmpty()) {
      topic.remove(random.nextInt(topic.size()));
    }
  }

  /** Its record comes back to the topic, or was delivered too often already. */
  private void killWorker() {
    Attempt lost = attempts.remove("w" + random.nextInt(WORKERS));
    if (lost != null && random.nextBoolean()) {
      topic.addFirst(lost.command());
    }
  }

  /** Only what is stored survives. */
  private void restartScheduler() {
    world.state = SchedulerState.restored(world.state.jobs().values(), world.now);
  }

  private void repeatEvent() {
    if (!inFlight.isEmpty()) {
      inFlight.add(inFlight.get(random.nextInt(inFlight.size())));
    }
  }

  private void ask(Request request) {
    learn(new SchedulerEvent.RequestReceived(request, world.now));
  }

  private void learn(SchedulerEvent event) {
    SchedulerState before = world.state;
    Decision decision = world.learn(event);
    topic.addAll(decision.commands());
    for (JobState job : decision.changedJobs()) {
      JobState old = before.jobs().get(job.job());
      if (old != null) {
        boolean isLeft =
            old.status().isEnd()
                && job.status() != old.status()
                && job.branchNumber() == old.branchNumber();
        assertThat(isLeft).as("%s was left", old).isFalse();
        assertThat(job.commandNumber()).isGreaterThanOrEqualTo(old.commandNumber());
      }
    }
    for (TrainEpochs command : decision.commands()) {
      JobState old = before.jobs().get(command.job());
      assertThat(command.commandNumber()).isGreaterThan(old.commandNumber());
      boolean isReplaced = world.job(command.job()).silences() > old.silences();
      assertThat(old.isCommandOpen() && !isReplaced).as("%s has a live command", old).isFalse();
    }
    assertThat(decision.commands()).extracting(TrainEpochs::job).doesNotHaveDuplicates();
  }

  private String anyJob() {
    return "job-" + random.nextInt(MOST_JOBS);
  }

  private String nextId() {
    return "request-" + requests++;
  }
}
