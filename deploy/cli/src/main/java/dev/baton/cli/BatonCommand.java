package dev.baton.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING;

import dev.baton.cli.bench.BenchCommand;
import dev.baton.cli.config.BatonYaml;
import dev.baton.cli.config.ConfigCommand;
import dev.baton.cli.config.YamlDefaults;
import dev.baton.cli.curves.PlotCommand;
import dev.baton.cli.data.DataCommand;
import dev.baton.cli.demo.DemoCommand;
import dev.baton.cli.doctor.DoctorCommand;
import dev.baton.cli.jobs.AdminCommand;
import dev.baton.cli.jobs.CancelCommand;
import dev.baton.cli.jobs.CheckpointsCommand;
import dev.baton.cli.jobs.DrainCommand;
import dev.baton.cli.jobs.DuCommand;
import dev.baton.cli.jobs.EventsCommand;
import dev.baton.cli.jobs.ExtendCommand;
import dev.baton.cli.jobs.FetchCommand;
import dev.baton.cli.jobs.JobsCommand;
import dev.baton.cli.jobs.NamesCommand;
import dev.baton.cli.jobs.PauseCommand;
import dev.baton.cli.jobs.PriorityCommand;
import dev.baton.cli.jobs.RemoveCommand;
import dev.baton.cli.jobs.RerunCommand;
import dev.baton.cli.jobs.ResumeCommand;
import dev.baton.cli.jobs.TopCommand;
import dev.baton.cli.jobs.TrainCommand;
import dev.baton.cli.jobs.WatchCommand;
import dev.baton.cli.jobs.WorkersCommand;
import dev.baton.cli.local.LogsCommand;
import dev.baton.cli.local.SchedulerCommand;
import dev.baton.cli.local.StatusCommand;
import dev.baton.cli.local.UpCommand;
import dev.baton.cli.local.WorkerCommand;
import dev.baton.cli.model.ExportCommand;
import dev.baton.cli.model.ModelCommand;
import dev.baton.cli.output.StandardOutput;
import dev.baton.cli.output.Terminal;
import dev.baton.cli.predict.PredictCommand;
import dev.baton.cli.proof.DrillCommand;
import dev.baton.cli.proof.ReplayCommand;
import dev.baton.cli.proof.VerifyCommand;
import dev.baton.cli.val.ValCommand;
import dev.baton.common.kafka.KafkaUnavailableException;
import dev.baton.common.objectstore.StoreFullException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code baton} command and the list of its subcommands. Exit statuses: 0 done, 1 failed, 2
 * wrong usage.
 */
@Command(
    name = "baton",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    description = "Trains models on a fleet of workers that may be killed at any moment.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      TrainCommand.class,
      JobsCommand.class,
      WatchCommand.class,
      EventsCommand.class,
      PlotCommand.class,
      CheckpointsCommand.class,
      VerifyCommand.class,
      ReplayCommand.class,
      DrillCommand.class,
      DuCommand.class,
      FetchCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      RerunCommand.class,
      ExtendCommand.class,
      CancelCommand.class,
      PriorityCommand.class,
      RemoveCommand.class,
      WorkersCommand.class,
      TopCommand.class,
      DrainCommand.class,
      ValCommand.class,
      PredictCommand.class,
      DataCommand.class,
      ModelCommand.class,
      ExportCommand.class,
      BenchCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      DoctorCommand.class,
      AdminCommand.class,
      WorkerCommand.class,
      SchedulerCommand.class,
      VersionCommand.class,
      CompletionCommand.class,
      HelpCommand.class,
      NamesCommand.class,
    })
public final class BatonCommand implements Runnable {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int NARROWEST_HELP = 55;
  private static final int WIDEST_HELP = 100;
  private static final List<String> HELP = List.of("help", "--help", "-h");

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // as in ProcessLife
    // What a command prints is for people and scripts; what libraries warn of goes elsewhere.
    System.setProperty("baton.log", "System.err");
    StandardOutput output = StandardOutput.install();
    int status = run(args);
    System.out.flush();
    System.exit(output.failure().map(BatonCommand::lost).orElse(status));
  }

  /** What a script takes for the whole result is not: it has to know. */
  private static int lost(IOException e) {
    System.err.println("baton: " + FileFailure.sentence(Path.of("standard output"), e));
    return FAILED;
  }

  private static int run(String[] args) {
    try {
      CommandLine line = commandLine(BatonYaml.find(Path.of("")), System.getenv());
      if (args.length == 0 || HELP.stream().anyMatch(Arrays.asList(args)::contains)) {
        line.setUsageHelpWidth(helpWidth(Terminal.of(line.getOut(), System.getenv())));
      }
      return line.execute(args);
    } catch (CommandFailedException e) {
      System.err.println("baton: " + e.getMessage()); // a baton.yaml that cannot be used
      return FAILED;
    }
  }

  /** A terminal's width, within what can be read well and what picocli can do. */
  static int helpWidth(Terminal terminal) {
    return terminal.isInteractive()
        ? Math.clamp(terminal.columns(), NARROWEST_HELP, WIDEST_HELP)
        : WIDEST_HELP;
  }

  /** The command with all its subcommands, ready to be executed; tests give it their own output. */
  static CommandLine commandLine() {
    return commandLine(BatonYaml.NONE, Map.of());
  }

  /**
   * As {@link #commandLine()}, with the settings of a project.
   *
   * @throws CommandFailedException when {@code yaml} names an option that its command lacks
   */
  static CommandLine commandLine(BatonYaml yaml, Map<String, String> environment) {
    CommandLine line = new CommandLine(new BatonCommand());
    line.addSubcommand(new ConfigCommand(yaml, environment));
    YamlDefaults.install(line, yaml, environment);
    addHelpOption(line);
    line.setUsageHelpWidth(WIDEST_HELP);
    // Of this command alone: groups of commands have few.
    line.getHelpSectionMap().remove(SECTION_KEY_COMMAND_LIST_HEADING);
    line.getHelpSectionMap().put(SECTION_KEY_COMMAND_LIST, new CommandGroups());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    WrongUsage.speakOfNumbers(line);
    line.setParameterExceptionHandler((e, args) -> wrongUsage(e));
    line.setExecutionExceptionHandler((e, command, result) -> failed(e, command));
    return line;
  }

  /** Without a subcommand: what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Gives every subcommand a {@code --help}, so that none can be without. */
  private static void addHelpOption(CommandLine line) {
    for (CommandLine subcommand : line.getSubcommands().values()) {
      if (subcommand.getCommandSpec().findOption("--help") == null) {
        subcommand
            .getCommandSpec()
            .addOption(
                OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help and exit.")
                    .build());
      }
      addHelpOption(subcommand);
    }
  }

  private static int wrongUsage(ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("baton: " + WrongUsage.sentence(e));
    err.flush();
    return WRONG_USAGE;
  }

  private static int failed(Exception e, CommandLine command) {
    PrintWriter err = command.getErr();
    Optional<String> sentence = sentence(e);
    err.println("baton: " + sentence.orElse(e.toString()));
    if (System.getenv("BATON_DEBUG") != null) {
      e.printStackTrace(err);
    } else if (sentence.isEmpty()) {
      err.println("Set BATON_DEBUG=1 to see where that happened.");
    }
    err.flush();
    return FAILED;
  }

  /** What to tell of a failure that may well happen; empty for one that should not. */
  static Optional<String> sentence(Exception e) {
    return switch (e) {
      case CommandFailedException failed -> Optional.ofNullable(failed.getMessage());
      case KafkaUnavailableException unavailable -> Optional.ofNullable(unavailable.getMessage());
      case IllegalArgumentException wrong -> Optional.ofNullable(wrong.getMessage());
      case FileSystemException file -> Optional.of(FileFailure.sentence(file));
      case StoreFullException full ->
          Optional.of("%s: %s".formatted(full.getMessage(), StoreFullException.ADVICE));
      case IOException io -> FileFailure.ofDisk(io);
      case UncheckedIOException unchecked ->
          sentence(unchecked.getCause())
              .or(() -> Optional.of(unchecked.getMessage() + ": " + unchecked.getCause()));
      case KafkaException kafka ->
          Optional.of(
              "Kafka gives no answer: %s. See whether it runs (baton status, baton doctor)"
                  .formatted(kafka.getMessage()));
      default -> Optional.empty();
    };
  }
}
