package dev.baton.simulation;

import dev.baton.scheduler.core.Decision;
import dev.baton.scheduler.core.Scheduler;
import dev.baton.scheduler.core.SchedulerEvent;
import dev.baton.scheduler.core.SchedulerEvent.FactReported;
import dev.baton.scheduler.core.SchedulerEvent.Progressed;
import dev.baton.scheduler.core.SchedulerEvent.RequestReceived;
import dev.baton.scheduler.core.SchedulerEvent.TimePassed;
import dev.baton.scheduler.core.SchedulerState;
import dev.baton.simulation.SimulatedBroker.News;
import dev.baton.simulation.SimulatedBroker.Places;
import dev.baton.simulation.SimulatedBroker.Restored;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One life of a scheduler: the real core in a loop with the order of effects that {@code
 * SchedulerLoop}, {@code Term} and {@code Outbox} have. Elected, it first shuts out its
 * predecessor, then reads the state; each step is a transaction; after any trouble it starts over.
 */
final class SimulatedScheduler {
  private static final Duration STANDBY = Duration.ofMillis(1500);
  private static final Duration STEP = Duration.ofMillis(400);

  /** Many jobs take a rash scheduler as long, in which its predecessor may still store. */
  private static final Duration READING = Duration.ofSeconds(2);

  private static final Duration BEFORE_STARTING_OVER = Duration.ofMillis(500);

  private final World world;
  private final SimulatedProcess process;
  private final Scheduler core;
  private Clock clock;

  SimulatedScheduler(World world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
    this.clock = process.clock();
    this.core = new Scheduler(world.breakage.silenceLock(world.trouble.recordLock));
  }

  void start() {
    process.newThread("scheduler", this::run).start();
  }

  private void run() {
    while (true) {
      try {
        if (call(Trouble.Calls.LEAD, () -> world.broker.isLeader(process.host().name))) {
          lead();
        } else {
          process.sleep(STANDBY);
        }
      } catch (NoAnswerException e) {
        process.sleep(BEFORE_STARTING_OVER);
      }
    }
  }

  private void lead() throws NoAnswerException {
    clock = world.breakage.schedulerClock(process.clock(), process);
    boolean isRash = world.breakage == Breakage.STATE_READ_BEFORE_THE_FENCE;
    Restored early = isRash ? restore() : null;
    if (isRash) {
      process.sleep(READING);
    }
    int generation = call(Trouble.Calls.FENCE, world.broker::nextGeneration);
    Restored restored = restore();
    if (isRash) {
      restored = new Restored(early.jobs(), restored.places());
    }
    world.trace.say("%s leads, generation %d", process, generation);
    SchedulerState state = SchedulerState.restored(restored.jobs(), now());
    Places read = restored.places();
    int progressRead = world.broker.progress.size();
    while (true) {
      Places from = read;
      int progressFrom = progressRead;
      Optional<News> answer =
          call(
              Trouble.Calls.FETCH,
              () -> world.broker.news(process.host().name, from, progressFrom));
      if (answer.isEmpty()) {
        return;
      }
      News news = answer.get();
      progressRead += news.progress().size();
      read =
          new Places(
              from.requests() + news.requests().size(), from.events() + news.events().size());
      if (world.breakage == Breakage.PLACES_STORED_FIRST && !read.equals(from)) {
        Places ahead = read;
        call(Trouble.Calls.DECIDE, () -> world.broker.storePlaces(generation, ahead));
      }
      Decision decision = core.decide(state, learnt(news));
      if (!decision.isEmpty() || !read.equals(from)) {
        Places upTo = read;
        if (!call(Trouble.Calls.DECIDE, () -> world.broker.store(generation, decision, upTo))) {
          world.trace.say("%s was shut out", process);
          return;
        }
      }
      state = decision.state();
      process.sleep(STEP);
    }
  }

  private Restored restore() throws NoAnswerException {
    return call(Trouble.Calls.RESTORE, world.broker::restore);
  }

  private List<SchedulerEvent> learnt(News news) {
    Instant now = now();
    List<SchedulerEvent> learnt = new ArrayList<>();
    news.requests().forEach(request -> learnt.add(new RequestReceived(request, now)));
    news.events().forEach(fact -> learnt.add(new FactReported(fact, now)));
    news.progress().forEach(progress -> learnt.add(new Progressed(progress, now)));
    world.breakage.ghost(now).ifPresent(ghost -> learnt.add(new Progressed(ghost, now)));
    learnt.add(new TimePassed(now));
    return learnt;
  }

  private Instant now() {
    return clock.instant();
  }

  private <T> T call(String call, Supplier<T> effect) throws NoAnswerException {
    return process.call(Service.BROKER, call, effect);
  }
}
