package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.FreshJobName;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Request;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.StoreAddress;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Goes on with a training that was fetched, as a new job of this fleet. */
final class ResumedRun {
  private static final String S3 = "s3://";

  private final FleetConnection fleet;
  private final String run;

  private ResumedRun(FleetConnection fleet, String run) {
    this.fleet = fleet;
    this.run = run;
  }

  /** Whether {@code text} is a run directory or where one lies in S3, and no job's name. */
  static boolean isRun(String text) {
    return text.contains("/") || text.equals(".") || text.equals("..");
  }

  /**
   * Begins the new job's log where the run ends, then submits it.
   *
   * @param run a folder, or {@code s3://BUCKET/PREFIX} at the endpoint of the fleet's store
   * @param name of the new job; empty for the first that is free
   * @param data where the same data set lies now; empty for where it lay
   * @param allow what may differ from before, see {@link Branch}
   */
  static void submit(
      FleetConnection fleet,
      String run,
      Optional<String> name,
      Optional<String> data,
      Optional<String> allow,
      Terminal terminal) {
    new ResumedRun(fleet, run).submit(name, data, allow, terminal);
  }

  private void submit(
      Optional<String> name, Optional<String> data, Optional<String> allow, Terminal terminal) {
    try (ObjectStore source = openRun();
        ObjectStore store = fleet.openStore()) {
      JobSeed found = RunState.read(source, run);
      JobSeed seed =
          data.map(value -> found.withData(DataOption.pinned(value, fleet))).orElse(found);
      String job = free(store, name);
      seed.allowing(allow).write(source, store, job, "resume");
      new RequestChannel(fleet.kafka())
          .require(new Request.Train(job, seed.spec(), Steering.newRequestId()));
      Checkpointed start = seed.start().orElseThrow().entry();
      terminal.print(
          Line.good(
              "Job %s goes on with %s from %s"
                  .formatted(job, seed.job(), Quantities.position(start.epoch(), start.step()))));
    } catch (CheckpointDamagedException e) {
      throw new CommandFailedException(
          "The state in %s is damaged: %s. Fetch it again".formatted(run, e.getMessage()), e);
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
  }

  private ObjectStore openRun() {
    if (run.startsWith(S3)) {
      String state = run.replaceAll("/+$", "") + "/" + RunState.FOLDER;
      return StoreAddress.parse(state, fleet.store().endpoint()).open(fleet.storeKeys());
    }
    Path folder = Path.of(run);
    if (!Files.isDirectory(folder)) {
      throw new CommandFailedException(
          "There is no folder %s: give a run directory that baton fetch has written"
              .formatted(run));
    }
    return new DirectoryObjectStore(folder.resolve(RunState.FOLDER));
  }

  /** A name that neither the scheduler nor the store knows. */
  private String free(ObjectStore store, Optional<String> name) throws IOException {
    Set<String> taken = new HashSet<>();
    try (JobStates jobs = JobStates.open(fleet.kafka())) {
      taken.addAll(jobs.names());
    }
    if (name.isPresent()) {
      if (taken.contains(name.get()) || JobNames.isStored(name.get(), store)) {
        throw new CommandFailedException(
            "There is a job %s already: give another --name".formatted(name.get()));
      }
      return name.get();
    }
    return FreshJobName.outside(taken, store);
  }
}
