package dev.baton.cli.proof;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.jobs.RequestChannel;
import dev.baton.cli.local.LocalFleet;
import dev.baton.cli.local.ProcessSignal;
import java.io.IOException;
import java.time.Duration;

/**
 * Takes the scheduler of a fleet away, and measures how long requests go unanswered. The fleet
 * needs a broker, a store and a scheduler; what is asked of it are jobs that nobody trains.
 */
final class SchedulerBenchmark {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final LocalFleet fleet;
  private final DrillPlan plan = DrillPlan.tiny(1);
  private final RequestChannel requests;
  private int asked;

  SchedulerBenchmark(LocalFleet fleet) {
    this.fleet = fleet;
    this.requests = new RequestChannel(fleet.connection().kafka(), PATIENCE);
  }

  /**
   * From SIGKILL of the supervised scheduler to the first answer of the process after it. Not soon
   * after its last start: then its supervisor pauses first.
   */
  Duration restart() throws InterruptedException {
    fleet.awaitLongLife(LocalFleet.SCHEDULER);
    ask();
    long begin = System.nanoTime();
    fleet.kill(LocalFleet.SCHEDULER);
    return answeredSince(begin);
  }

  /**
   * From the moment at which the scheduler stands still to the first answer of one that stood by.
   * Afterwards the first one leads again.
   */
  Duration standby() throws IOException, InterruptedException {
    fleet.startStandby();
    ask();
    long leader =
        fleet
            .process(LocalFleet.SCHEDULER)
            .map(ProcessHandle::pid)
            .orElseThrow(() -> new CommandFailedException("The scheduler is down"));
    long begin = System.nanoTime();
    ProcessSignal.STOP.send(leader);
    try {
      return answeredSince(begin);
    } finally {
      ProcessSignal.CONT.send(leader);
      fleet.stopStandby();
    }
  }

  private Duration answeredSince(long beginNanos) {
    ask();
    return Duration.ofNanos(System.nanoTime() - beginNanos);
  }

  private void ask() {
    requests.require(plan.request("asked-" + ++asked));
  }
}
