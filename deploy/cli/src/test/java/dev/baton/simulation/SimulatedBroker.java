package dev.baton.simulation;

import dev.baton.common.messages.Control;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.scheduler.core.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A broker's own side, at once and without fail: topics, the scheduler's transactions and election.
 */
final class SimulatedBroker {
  private static final double SESSION_SECONDS = 6;

  final List<Request> requests = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final List<Progress> progress = new ArrayList<>();
  final ShareGroup commands;
  private final World world;
  private final Map<String, JobState> jobs = new TreeMap<>();
  private Places stored = new Places(0, 0);
  private int generation;
  private String leader = "";
  private double leaderHeardAt = -SESSION_SECONDS;
  private long downUntilNanos;

  /** Up to where requests and events were read. */
  record Places(int requests, int events) {}

  /** What a scheduler starts from. */
  record Restored(Collection<JobState> jobs, Places places) {}

  /** What is new to a scheduler. */
  record News(List<Request> requests, List<Event> events, List<Progress> progress) {}

  SimulatedBroker(World world) {
    this.world = world;
    this.commands = new ShareGroup(world);
  }

  boolean isDown() {
    return world.time.nanos() < downUntilNanos;
  }

  /** Every lock is gone after that, and with luck the counts of deliveries. */
  void restart(long untilNanos) {
    downUntilNanos = untilNanos;
    commands.releaseAll();
  }

  boolean report(SimulatedProcess from, Event fact) {
    world.trace.say("%s reports %s", from, fact);
    world.brokerPromises.reported(fact);
    events.add(fact);
    return true;
  }

  void tell(Control control) {
    world.trace.say("told: %s", control);
    world.tellWorkers(control);
  }

  // The schedulers' side.

  boolean isLeader(String name) {
    boolean isFree = world.time.seconds() - leaderHeardAt > SESSION_SECONDS;
    if (leader.equals(name) || isFree) {
      leader = name;
      leaderHeardAt = world.time.seconds();
    }
    return leader.equals(name);
  }

  /** Shuts out everybody with a lower generation. */
  int nextGeneration() {
    return ++generation;
  }

  Restored restore() {
    return new Restored(List.copyOf(jobs.values()), stored);
  }

  /** Nothing for one who no longer leads. */
  Optional<News> news(String name, Places read, int progressRead) {
    if (!isLeader(name)) {
      return Optional.empty();
    }
    return Optional.of(
        new News(
            List.copyOf(requests.subList(read.requests(), requests.size())),
            List.copyOf(events.subList(read.events(), events.size())),
            List.copyOf(progress.subList(progressRead, progress.size()))));
  }

  /**
   * A transaction.
   *
   * @return false when its writer was shut out
   */
  boolean store(int writer, Decision decision, Places read) {
    if (writer != generation) {
      return false;
    }
    for (JobState job : decision.changedJobs()) {
      JobState before = jobs.put(job.job(), job);
      if (before == null || before.status() != job.status()) {
        world.trace.say(
            "%s is %s%s", job.job(), job.status(), job.why().map(w -> ": " + w).orElse(""));
      }
      world.brokerPromises.stored(before, job);
      if (before == null || before.status() != job.status()) {
        world.noteStatus();
      }
    }
    decision.removedJobs().forEach(jobs::remove);
    for (TrainEpochs command : decision.commands()) {
      world.trace.say(
          "%s: command %d through epoch %d",
          command.job(), command.commandNumber(), command.throughEpoch());
      commands.publish(command);
    }
    decision.controls().forEach(this::tell);
    stored = read;
    return true;
  }

  /** Only the places, as somebody might who cares little. */
  boolean storePlaces(int writer, Places read) {
    if (writer == generation) {
      stored = read;
    }
    return writer == generation;
  }

  boolean hasUnreadRequests() {
    return stored.requests() < requests.size();
  }

  Map<String, JobState> jobs() {
    return jobs;
  }
}
