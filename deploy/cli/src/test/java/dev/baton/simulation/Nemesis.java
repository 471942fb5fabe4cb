package dev.baton.simulation;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import java.time.Duration;
import java.util.List;

/** What goes wrong outside of calls: deaths, standstills, cuts, restarts, damage, wrong clocks. */
final class Nemesis {
  private final World world;
  private final double meanSeconds;

  Nemesis(World world) {
    this.world = world;
    this.meanSeconds = 8 / world.draws.pick(0.3, 1.0, 1.0, 3.0);
  }

  void start() {
    // Exponential, so that troubles come together now and then.
    double wait = -Math.log(1 - world.draws.fraction()) * meanSeconds;
    world.time.after(Duration.ofMillis((long) (wait * 1000)), this::strike);
  }

  private void strike() {
    if (!world.trouble.isOn) {
      return;
    }
    Draws draws = world.draws;
    Host worker = draws.pick(world.workers);
    Host scheduler = draws.pick(world.schedulers);
    Duration some = world.trouble.times(draws.pick(0.2, 0.8, 1.5, 4.0));
    double kind = draws.fraction();
    if (kind < 0.22) {
      worker.process.ifPresent(p -> p.kill("by the nemesis"));
    } else if (kind < 0.38) {
      worker.process.ifPresent(p -> p.standStill(some, "by the nemesis"));
    } else if (kind < 0.46) {
      cut(worker, some, Service.BROKER);
    } else if (kind < 0.54) {
      cut(worker, some, Service.STORE);
    } else if (kind < 0.58) {
      cut(worker, some, Service.BROKER, Service.STORE);
    } else if (kind < 0.64) {
      world.askToLeave(worker);
    } else if (kind < 0.68) {
      worker.process.ifPresent(p -> world.broker.commands.releaseAllOf(p.name()));
    } else if (kind < 0.72) {
      restartBroker(draws.seconds(1, 2 * world.trouble.recordLock.toSeconds()));
    } else if (kind < 0.80) {
      scheduler.process.ifPresent(p -> p.kill("by the nemesis"));
    } else if (kind < 0.85) {
      scheduler.process.ifPresent(p -> p.standStill(draws.seconds(2, 25), "by the nemesis"));
    } else if (kind < 0.88) {
      damage(draws.pick(world.jobs));
    } else if (kind < 0.94) {
      setClockWrong(draws.pick(worker, scheduler, scheduler));
    } else if (kind < 0.96) {
      world.keepWorkersAway(draws.seconds(5, 60));
    } else {
      requestAgain();
    }
    start();
  }

  private void cut(Host host, Duration time, Service... services) {
    for (Service service : services) {
      world.trace.say("%s is cut off from the %s for %.1f s", host, service, time.toMillis() / 1e3);
      host.cut(service, world.time.nanos() + time.toNanos());
    }
  }

  private void restartBroker(Duration downFor) {
    world.trace.say("the broker is down for %.1f s", downFor.toMillis() / 1e3);
    world.broker.restart(world.time.nanos() + downFor.toNanos());
  }

  /** A checkpoint's data rot, when the one before is whole: two at once are another promise. */
  private void damage(SimulatedJob job) {
    JobHistory history = world.promises.history(job.name);
    List<Numbered<Checkpointed>> chain = history.chain();
    boolean isSafe =
        chain.size() > 1
            && history.closed().isEmpty()
            && world.promises.isWhole(job.name, chain.get(0).entry())
            && world.promises.isWhole(job.name, chain.get(1).entry());
    if (isSafe) {
      Checkpointed entry = chain.getFirst().entry();
      String file = world.draws.pick(entry.files()).name();
      world.trace.say("%s of %s rots", file, job.name);
      world.store.put(Promises.folder(job.name, entry) + file, new byte[] {1});
      world.promises.noteDamage(entry);
      world.count("damages");
    }
  }

  private void setClockWrong(Host host) {
    Duration error = Duration.ofSeconds(world.draws.pick(-3600, -3600, -20, 20, 3600));
    world.trace.say("the clock of %s is wrong by %s", host, error);
    host.process.ifPresent(p -> p.setClockWrong(error));
  }

  private void requestAgain() {
    if (!world.broker.requests.isEmpty()) {
      world.broker.requests.add(world.draws.pick(world.broker.requests));
    }
  }
}
