package dev.baton.cli.bench;

import dev.baton.cli.proof.BenchMemoryCommand;
import dev.baton.cli.proof.BenchSchedulerCommand;
import dev.baton.cli.proof.BenchTakeoverCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything that measures. */
@Command(
    name = "bench",
    description = "Measure how fast this machine trains, what it takes up, and what losses cost.",
    footer = {"", "Example: baton bench step --threads 2"},
    subcommands = {
      BenchStepCommand.class,
      BenchEpochCommand.class,
      BenchDataCommand.class,
      BenchCheckpointCommand.class,
      BenchMemoryCommand.class,
      BenchTakeoverCommand.class,
      BenchSchedulerCommand.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to measure: baton bench " + String.join(", ", spec.subcommands().keySet()));
  }
}
