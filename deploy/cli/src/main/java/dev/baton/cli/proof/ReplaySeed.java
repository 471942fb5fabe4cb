package dev.baton.cli.proof;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.jobs.JobSeed;
import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.Optional;

/** Writes the beginning of a replayed job's log into another store. */
final class ReplaySeed {
  private final ReplayPlan plan;
  private final ObjectStore from;
  private final ObjectStore to;
  private final String name;

  ReplaySeed(ReplayPlan plan, ObjectStore from, ObjectStore to, String name) {
    this.plan = plan;
    this.from = from;
    this.to = to;
    this.name = name;
  }

  void write() throws IOException {
    JobSeed seed =
        new JobSeed(
            plan.job(),
            plan.spec(),
            plan.numerics(),
            plan.dataDigest(),
            plan.start(),
            Optional.empty());
    try {
      seed.write(from, to, name, "replay");
    } catch (CheckpointDamagedException e) {
      throw new CommandFailedException(
          "Cannot replay from checkpoint %d: %s. Name another one with --from"
              .formatted(plan.start().orElseThrow().sequence(), e.getMessage()),
          e);
    }
  }
}
