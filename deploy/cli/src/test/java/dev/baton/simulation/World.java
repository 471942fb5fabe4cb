package dev.baton.simulation;

import dev.baton.common.messages.Control;
import dev.baton.common.messages.Request;
import dev.baton.simulation.SimulatedJob.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Everything that a history consists of, and its beginning and end. */
final class World {
  /** The longest that a job may take when nothing goes wrong any more. */
  private static final Duration ENOUGH = Duration.ofMinutes(30);

  /** Late calls and sleepers still do what they do after the last job's end. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(10);

  private static final Duration CONNECTION_CLOSES = Duration.ofMillis(200);

  final Draws draws;
  final VirtualTime time = new VirtualTime();
  final Trace trace;
  final Breakage breakage;
  final Trouble trouble;
  final Promises promises = new Promises(this);
  final BrokerPromises brokerPromises = new BrokerPromises(this, promises);
  final SimulatedStore store = new SimulatedStore();
  final SimulatedBroker broker = new SimulatedBroker(this);
  final List<Host> workers = new ArrayList<>();
  final List<Host> schedulers = List.of(new Host("s1"), new Host("s2"));
  final List<SimulatedJob> jobs = new ArrayList<>();
  final Duration stepTime;
  private final Map<Host, SimulatedWorker> workerLives = new HashMap<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private final Duration faultsStop;
  private long awayUntilNanos;
  private boolean haveAllEnded;

  World(long seed, Breakage breakage, boolean isTraced) {
    this.draws = new Draws(seed);
    this.trace = new Trace(time, isTraced);
    this.breakage = breakage;
    this.trouble = new Trouble(draws, Duration.ofSeconds(draws.pick(3, 6, 15)));
    this.stepTime = draws.seconds(0.3, 2);
    this.faultsStop = Duration.ofSeconds(draws.pick(15, 30, 60));
    Duration checkpointEvery = Duration.ofSeconds(draws.pick(1, 4, 60));
    int workerCount = draws.between(1, 3);
    for (int i = 1; i <= workerCount; i++) {
      workers.add(new Host("w" + i));
    }
    int jobCount = draws.pick(1, 1, 2, 3);
    for (int i = 1; i <= jobCount; i++) {
      jobs.add(new SimulatedJob(i, draws, checkpointEvery));
    }
  }

  /** Lets somebody ask for new branches of the jobs. */
  World withSecondThoughts(long seed) {
    new SecondThoughts(this, seed).plan(faultsStop);
    return this;
  }

  /** Lives through the whole history. */
  void run() {
    workers.forEach(host -> startWorker(host));
    schedulers.forEach(this::startScheduler);
    jobs.forEach(this::planRequests);
    new Nemesis(this).start();
    time.after(faultsStop, this::calm);
    time.runAwake();
    time.runUntil(faultsStop.plus(ENOUGH), this::isOver);
    promises.atTheEnd();
    time.runUntil(Duration.ofNanos(time.nanos()).plus(AFTERWARDS), () -> false);
    buryAll();
  }

  private boolean isOver() {
    return haveAllEnded && !broker.hasUnreadRequests()
        || promises.broken().containsKey(Promise.NO_ERRORS);
  }

  /** Is called whenever a job has come to an end or left it. */
  void noteStatus() {
    haveAllEnded = promises.haveAllEnded();
  }

  private void planRequests(SimulatedJob job) {
    double begin = faultsStop.toSeconds() * 0.4 * draws.fraction();
    Request.Train train = new Request.Train(job.name, job.spec, "train " + job.name);
    ask(begin, job, Asked.TRAIN, train);
    if (draws.chance(0.2)) {
      ask(begin + 0.1, job, Asked.TRAIN, train);
    }
    if (draws.chance(0.3)) {
      for (int i = draws.pick(1, 2, 3, 8); i > 0; i--) {
        double pause = begin + faultsStop.toSeconds() * 0.5 * draws.fraction();
        ask(pause, job, Asked.PAUSE, new Request.Pause(job.name, draws.id()));
        double resume = pause + draws.pick(0.3, 4.0, 20.0);
        ask(resume, job, Asked.TRAIN, new Request.Resume(job.name, draws.id()));
      }
    }
    if (draws.chance(0.1)) {
      double cancel = begin + faultsStop.toSeconds() * 0.6 * draws.fraction();
      ask(cancel, job, Asked.CANCEL, new Request.Cancel(job.name, draws.id()));
    }
  }

  private void ask(double atSeconds, SimulatedJob job, Asked what, Request request) {
    time.after(
        Duration.ofMillis((long) (atSeconds * 1000)),
        () -> {
          trace.say("asked: %s %s", what, job.name);
          job.asked.add(what);
          broker.requests.add(request);
        });
  }

  private void calm() {
    trace.say("the faults stop");
    trouble.isOn = false;
    awayUntilNanos = 0;
    broker.restart(0);
    hosts(
        host -> {
          host.mend();
          host.process.ifPresent(SimulatedProcess::goOn);
        });
    for (SimulatedJob job : jobs) {
      ask(10, job, Asked.TRAIN, new Request.Resume(job.name, "the last for " + job.name));
    }
  }

  // Lives and deaths.

  private void startWorker(Host host) {
    if (time.nanos() < awayUntilNanos) {
      time.after(Duration.ofNanos(awayUntilNanos - time.nanos()), () -> startWorker(host));
      return;
    }
    SimulatedProcess process = begin(host);
    SimulatedWorker worker = new SimulatedWorker(this, process);
    workerLives.put(host, worker);
    worker.start();
  }

  private void startScheduler(Host host) {
    SimulatedProcess process = begin(host);
    if (trouble.isOn && draws.chance(0.2)) {
      synchronizeLate(process);
    }
    new SimulatedScheduler(this, process).start();
  }

  /** A clock that is an hour fast from the start, until something notices and sets it back. */
  private void synchronizeLate(SimulatedProcess process) {
    process.setClockWrong(Duration.ofHours(1));
    time.after(
        draws.seconds(2, 40),
        () -> {
          trace.say("the clock of %s is set back by an hour", process);
          process.setClockWrong(Duration.ZERO);
        });
  }

  private SimulatedProcess begin(Host host) {
    SimulatedProcess process = new SimulatedProcess(this, host);
    host.process = java.util.Optional.of(process);
    trace.say("%s starts", process);
    return process;
  }

  /** Is called by a process that has died. */
  void died(SimulatedProcess process) {
    Host host = process.host();
    boolean isWorker = workers.contains(host);
    host.process = java.util.Optional.empty();
    if (isWorker && !(trouble.isOn && draws.chance(0.2))) {
      // The operating system closes the connection; a machine that vanishes does not.
      time.after(CONNECTION_CLOSES, () -> broker.commands.releaseAllOf(process.name()));
    }
    Duration pause = draws.seconds(0.5, draws.pick(2, 5, 20));
    time.after(pause, () -> restart(host, isWorker));
  }

  private void restart(Host host, boolean isWorker) {
    if (isWorker) {
      startWorker(host);
    } else {
      startScheduler(host);
    }
  }

  void askToLeave(Host host) {
    host.process.ifPresent(process -> workerLives.get(host).leave());
  }

  /** All workers die, and none starts for a while. */
  void keepWorkersAway(Duration time) {
    trace.say("no workers for %s", time);
    awayUntilNanos = this.time.nanos() + time.toNanos();
    workers.forEach(host -> host.process.ifPresent(p -> p.kill("with all others")));
  }

  /** Ends what still runs, so that no thread is left behind. */
  private void buryAll() {
    trouble.isOn = false;
    hosts(host -> host.process.ifPresent(p -> p.kill("since the history is over")));
    time.runAwake();
  }

  private void hosts(Consumer<Host> what) {
    workers.forEach(what);
    schedulers.forEach(what);
  }

  // What is asked from elsewhere.

  boolean isCut(Host host, Service service) {
    return host.isCut(service, time.nanos()) || (service == Service.BROKER && broker.isDown());
  }

  /** Control messages reach a worker soon, late or never. */
  void tellWorkers(Control control) {
    for (Host host : workers) {
      SimulatedWorker worker = workerLives.get(host);
      if (worker != null && !isCut(host, Service.BROKER) && !trouble.isRequestLost()) {
        Duration delay = Service.BROKER.usualTime(draws).plus(trouble.delay());
        time.after(delay, () -> worker.hear(control));
      }
    }
  }

  SimulatedJob job(String name) {
    return jobs.stream().filter(job -> job.name.equals(name)).findFirst().orElseThrow();
  }

  void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  Map<String, Long> counts() {
    return counts;
  }
}
