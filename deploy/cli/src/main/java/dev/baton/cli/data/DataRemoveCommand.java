package dev.baton.cli.data;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.Confirmation;
import dev.baton.cli.jobs.JobStates;
import dev.baton.cli.jobs.StoreFailure;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Terminal;
import dev.baton.common.dataset.DatasetReference;
import dev.baton.common.dataset.DatasetReference.Named;
import dev.baton.common.dataset.DatasetReference.Pinned;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.messages.JobState;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Takes a name or a whole data set out of the store. A job that is submitted at the same moment may
 * find it gone: its workers say so and hand the job back.
 */
@Command(
    name = "rm",
    description = {
      "Remove a data set from the store, if no job that has not ended trains on it.",
      "A name of a set that has others too is only taken away."
    },
    footer = {"", "Example: baton data rm bccd --yes"})
public final class DataRemoveCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(
      paramLabel = "NAME|DIGEST",
      description = "The data set.",
      converter = DatasetArgument.class)
  private DatasetReference reference;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean isSure;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    FleetConnection fleet = connection.resolveWithKafka();
    try (ObjectStore store = fleet.openStore()) {
      PushedDatasets datasets = new PushedDatasets(store);
      Pinned set = find(datasets);
      List<String> others = otherNames(datasets, set);
      if (!others.isEmpty() && reference instanceof Named name) {
        datasets.forget(name);
        terminal.print(
            "Took the name %s away; the data set is still called %s"
                .formatted(name.name(), String.join(", ", others)));
        return 0;
      }
      requireUnused(fleet, set);
      if (!isSure && !Confirmation.ask(spec, terminal, "data set " + set, "")) {
        terminal.print("Nothing was removed");
        return 1;
      }
      terminal.print(
          "Removed %s, %s freed".formatted(set, Quantities.bytes(datasets.remove(set.digest()))));
      return 0;
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
  }

  /** Also what is not there as a whole: an interrupted push, or one whose removal was. */
  private Pinned find(PushedDatasets datasets) throws IOException {
    if (reference instanceof Pinned pinned && datasets.storedBytes().containsKey(pinned.digest())) {
      return pinned;
    }
    if (reference instanceof Named name && datasets.find(name).isPresent()) {
      return datasets.find(name).get();
    }
    String meant = reference instanceof Named name ? datasets.near(name).orElse("") : "";
    throw new CommandFailedException(
        meant.isEmpty()
            ? "There is no data set %s: see baton data list".formatted(reference)
            : "There is no data set %s; did you mean %s? See baton data list"
                .formatted(reference, meant));
  }

  private List<String> otherNames(PushedDatasets datasets, Pinned set) throws IOException {
    return datasets.names().entrySet().stream()
        .filter(name -> name.getValue().equals(set.digest()))
        .map(Map.Entry::getKey)
        .filter(name -> !reference.equals(new Named(name)))
        .toList();
  }

  private static void requireUnused(FleetConnection fleet, Pinned set) {
    List<String> users;
    try (JobStates jobs = JobStates.open(fleet.kafka())) {
      users =
          jobs.all().stream()
              .filter(job -> !job.status().isEnd() && job.spec().data().equals(set.toString()))
              .map(JobState::job)
              .toList();
    }
    if (!users.isEmpty()) {
      throw new CommandFailedException(
          "%s is the data of %s, which %s not ended: wait, or cancel first (baton cancel %s)"
              .formatted(
                  set,
                  users.size() == 1
                      ? "job " + users.getFirst()
                      : "jobs " + String.join(", ", users),
                  users.size() == 1 ? "has" : "have",
                  users.getFirst()));
    }
  }
}
