package dev.baton.simulation;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.RetentionRule;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who wants jobs run again, to train longer or to go back. Has draws of its own, so that a
 * history without it stays the same.
 */
final class SecondThoughts {
  private static final int MOST_EPOCHS_MORE = 2;

  private final World world;
  private final Draws draws;

  SecondThoughts(World world, long seed) {
    this.world = world;
    this.draws = new Draws(~seed);
  }

  /** Plans a few requests for times before {@code end}. */
  void plan(Duration end) {
    for (SimulatedJob job : world.jobs) {
      for (int i = draws.between(1, 4); i > 0; i--) {
        double when = end.toSeconds() * (0.2 + 0.8 * draws.fraction());
        world.time.after(Duration.ofMillis((long) (when * 1000)), () -> change(job));
      }
    }
  }

  private void change(SimulatedJob job) {
    double kind = draws.fraction();
    Optional<Request> request =
        kind < 0.3
            ? Optional.of(new Request.Rerun(job.name, draws.id()))
            : kind < 0.6 ? Optional.of(longer(job)) : back(job);
    request.ifPresent(
        r -> {
          world.trace.say("asked: %s", r);
          world.broker.requests.add(r);
          if (draws.chance(0.2)) {
            world.broker.requests.add(r);
          }
        });
  }

  private Request longer(SimulatedJob job) {
    JobState state = world.broker.jobs().get(job.name);
    int epochs = state == null ? job.epochs() : state.spec().epochs();
    return new Request.Extend(job.name, epochs + draws.between(1, MOST_EPOCHS_MORE), draws.id());
  }

  /** To any checkpoint that is whole and not let go, as {@code baton resume --from} offers them. */
  private Optional<Request> back(SimulatedJob job) {
    JobHistory history = world.promises.history(job.name);
    Set<Long> letGo = RetentionRule.letGo(history);
    List<Numbered<Checkpointed>> whole =
        history.all(Checkpointed.class).stream()
            .filter(checkpoint -> !letGo.contains(checkpoint.sequence()))
            .filter(checkpoint -> world.promises.isWhole(job.name, checkpoint.entry()))
            .toList();
    return whole.isEmpty()
        ? Optional.empty()
        : Optional.of(new Request.Rewind(job.name, draws.pick(whole).sequence(), draws.id()));
  }
}
