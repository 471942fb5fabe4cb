package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.Usage;
import dev.baton.cli.jobs.WatchCommand.Telling;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.checkpoint.FreshJobName;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Submits a job. */
@Command(
    name = "train",
    description = "Train a model: submit a job to the fleet.",
    preprocessor = PastedLine.class,
    footer = {
      "",
      "Example: baton train --data data.yaml --cfg gelan-t --img 320 --batch 8 --epochs 10 --follow",
      "Example: baton train --data baton://bccd --cfg gelan-c",
      "A line of YOLOv9 can be pasted after it: baton train python train_dual.py --workers 8 ...",
      "Options of YOLOv9 that mean nothing here are taken, and named."
    })
public final class TrainCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;
  @Mixin private TrainOptions options;

  @Option(
      names = "--name",
      paramLabel = "JOB",
      description = "Name of the job (exp, exp2, ...).",
      converter = JobArgument.class)
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--skip-checks",
      description = "Send without looking at the data and the model: only the workers have them.")
  private boolean isUnchecked;

  @Option(
      names = "--dry-run",
      description = "Check everything and show what would be sent; send nothing.")
  private boolean isDryRun;

  @Option(names = "--follow", description = "Watch the job until it ends, as `baton watch` does.")
  private boolean isFollowing;

  @Option(
      names = "--json",
      description = "Print the job's name as an object; with --follow what `watch --json` prints.")
  private boolean isJson;

  private CommandSpec spec;

  /**
   * A job that was accepted, in JSON.
   *
   * @param requestId by which the answer to the request is known among the events
   */
  record Submitted(String job, String requestId) {}

  /** Lets the command take what YOLOv9's lines have, too. */
  @Spec
  private void setSpec(CommandSpec ownSpec) {
    spec = ownSpec;
    ForeignOption.addTo(ownSpec);
  }

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    inherit();
    options.requireComplete(spec.commandLine());
    Usage.require(
        spec, !(isDryRun && isJson), "--json and --dry-run do not go together: leave one out");
    notes().forEach(this::note);
    options.pinData(data -> DataOption.pinned(data, connection.resolve()));
    // Wrong options are told even where no fleet runs.
    Request.Train draft = request(name().orElse("exp"));
    if (!isUnchecked) {
      SpecCheck.unknownTask(draft.spec().task()).ifPresent(this::note);
      SpecCheck.check(draft.spec());
    }
    if (isDryRun) {
      tell(draft, terminal);
      return 0;
    }
    FleetConnection fleet = connection.resolveWithKafka();
    Request.Train train = name().isPresent() ? draft : request(freeName(fleet));
    requireOwnLog(fleet, train);
    submit(fleet, train, terminal);
    return isFollowing ? WatchCommand.watch(fleet.kafka(), train.job(), telling(), terminal) : 0;
  }

  private void inherit() {
    Optional<Path> begun = options.resume();
    if (isUnchecked && begun.isPresent() && !Files.isRegularFile(begun.get())) {
      note(
          "--resume %s: it is not here, so give the options that it was begun with"
              .formatted(begun.get()));
    } else {
      options.inherit().forEach(this::note);
    }
  }

  private Telling telling() {
    return isJson ? Telling.IN_JSON : Telling.TO_PEOPLE;
  }

  private void note(String sentence) {
    spec.commandLine().getErr().println("baton: " + sentence);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>(ForeignOption.notes(spec));
    options
        .modelByPath()
        .ifPresent(
            model ->
                notes.add(
                    "--cfg: there is no such file here; takes the built-in %s".formatted(model)));
    return notes;
  }

  private Optional<String> name() {
    return name.equals(Optional.of("cfg")) ? options.modelStem() : name;
  }

  /**
   * Shows the job; without a name of its own it gets the first free one, which no fleet is asked.
   */
  private void tell(Request.Train draft, Terminal terminal) {
    terminal.print(
        Line.good(
            "Nothing is sent. Without --dry-run, job %s would be:"
                .formatted(name().orElse("exp (or exp2, ...)"))));
    if (!isUnchecked) {
      terminal.print(DryRun.findings(draft.spec()));
    }
    terminal.print(DryRun.request(draft));
  }

  private Request.Train request(String job) {
    try {
      return options.request(job, Steering.newRequestId(), System.getProperty("user.name", "me"));
    } catch (MessageFormatException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static String freeName(FleetConnection fleet) {
    Set<String> taken = new HashSet<>();
    try (JobStates jobs = JobStates.open(fleet.kafka())) {
      taken.addAll(jobs.names());
    }
    try (ObjectStore store = fleet.openStore()) {
      return FreshJobName.outside(taken, store);
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
  }

  /** Refuses a name under which the store has a job that trains something else. */
  private static void requireOwnLog(FleetConnection fleet, Request.Train train) {
    try (ObjectStore store = fleet.openStore()) {
      new JobLog(store, train.job())
          .read()
          .firstAttempt()
          .filter(first -> !first.specDigest().equals(SpecDigest.of(train.spec())))
          .ifPresent(
              other -> {
                throw new CommandFailedException(
                    "The store has a job %s already, with other options: take another --name, or remove it (baton rm %s)"
                        .formatted(train.job(), train.job()));
              });
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
  }

  private void submit(FleetConnection fleet, Request.Train train, Terminal terminal) {
    new RequestChannel(fleet.kafka()).require(train);
    if (isJson && !isFollowing) {
      terminal.print(Listing.json(new Submitted(train.job(), train.requestId())));
    } else if (!isJson) {
      tellAccepted(train, terminal);
    }
  }

  private void tellAccepted(Request.Train train, Terminal terminal) {
    terminal.print(Line.good("Job %s is accepted".formatted(train.job())));
    if (!isFollowing) {
      terminal.print(
          List.of(
              Line.plain("  watch it:     baton watch %s".formatted(train.job())),
              Line.plain("  end it:       baton cancel %s".formatted(train.job())),
              Line.plain("  its results:  baton fetch %s DIR".formatted(train.job()))));
    }
  }
}
