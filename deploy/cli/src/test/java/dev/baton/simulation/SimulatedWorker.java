package dev.baton.simulation;

import dev.baton.common.messages.Control;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.AttemptRunner;
import dev.baton.worker.attempt.CrashPoints;
import dev.baton.worker.attempt.FactSink;
import dev.baton.worker.attempt.ProgressBoard;
import dev.baton.worker.attempt.Surroundings;
import dev.baton.worker.lease.CommandLoop;
import dev.baton.worker.lease.RestAfterGivingUp;
import dev.baton.worker.lease.WorkerIdentity;
import dev.baton.worker.lease.WorkerStatus;
import java.time.Duration;
import java.util.Map;

/** One life of a worker, built as {@code WorkerMain} builds it, of simulated parts. */
final class SimulatedWorker {
  private static final Duration STORE_PATIENCE = Duration.ofSeconds(30);
  private static final Duration TIME_TO_LEAVE = Duration.ofSeconds(25);
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private final World world;
  private final SimulatedProcess process;
  private final WorkerIdentity identity;
  private final WorkerStatus status = new WorkerStatus();
  private final CommandLoop loop;

  SimulatedWorker(World world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
    String name = process.host().name;
    this.identity = new WorkerIdentity(name, "default", "cpu", name, 1, "simulation");
    FactSink facts = new SimulatedFacts(world, process);
    ObjectStore store = world.breakage.store(new StoreClient(world, process), facts);
    Surroundings surroundings = new Surroundings(process.clock(), process, CrashPoints.NONE);
    AttemptRunner attempts =
        new AttemptRunner(
            name,
            store,
            Map.of(SimulatedJob.TASK, new HashChainTrainer.Factory(world, process)),
            facts,
            new ProgressBoard(),
            STORE_PATIENCE,
            surroundings);
    this.loop =
        new CommandLoop(
            world.breakage.consumer(new CommandConsumer(world, process)),
            identity,
            attempts,
            task -> process.newThread("training", task).start(),
            status,
            new RestAfterGivingUp(store, process),
            surroundings);
  }

  void start() {
    process.newThread("lease", this::run).start();
    beat();
  }

  private void run() {
    loop.run();
    process.kill("by its own end");
  }

  private void beat() {
    if (process.isAlive()) {
      process.whenRunning(
          () -> {
            if (!world.isCut(process.host(), Service.BROKER)) {
              world.broker.progress.add(status.heartbeat(identity, process.clock().instant()));
            }
          });
      world.time.after(HEARTBEAT, this::beat);
    }
  }

  /** SIGTERM, and SIGKILL later for one that does not end. */
  void leave() {
    world.trace.say("%s is asked to leave", process);
    status.leave();
    world.time.after(TIME_TO_LEAVE, () -> process.kill("since it does not leave"));
  }

  void hear(Control control) {
    process.whenRunning(() -> loop.hear(control));
  }

  boolean isAlive() {
    return process.isAlive();
  }
}
