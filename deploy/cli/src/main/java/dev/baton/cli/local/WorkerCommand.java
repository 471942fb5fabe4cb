package dev.baton.cli.local;

import dev.baton.cli.Usage;
import dev.baton.common.messages.PoolName;
import dev.baton.worker.attempt.AttemptFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One more worker for a fleet, in the foreground. */
@Command(
    name = "worker",
    description =
        "Run one more worker until Ctrl-C; it commits a checkpoint and hands its work back.",
    footer = {
      "",
      "Example: baton worker",
      "Example: baton worker --kafka kafka:9092 --store s3://baton --store-endpoint http://minio:9000"
    })
public final class WorkerCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Option(names = "--name", description = "Name of the worker (host and process).")
  private String name;

  @Option(
      names = "--pool",
      defaultValue = "default",
      description = "Pool whose commands it takes (${DEFAULT-VALUE}).")
  private String pool;

  @Option(
      names = "--hang-after",
      paramLabel = "TIME",
      defaultValue = "60s",
      description =
          "End with a thread dump when a step takes so much longer than 10 times the usual, or a validation or restore stands still for 10 times this (${DEFAULT-VALUE}).")
  private String hangAfter;

  @Option(
      names = "--data-cache",
      paramLabel = "DIR",
      description =
          "Where pushed data sets are kept, for all workers here (datasets in BATON_CACHE_DIR or ~/.cache/baton).")
  private Path dataCache;

  @Option(
      names = "--data-cache-limit",
      paramLabel = "SIZE",
      defaultValue = "50GB",
      description = "What these may take up (${DEFAULT-VALUE}).")
  private String dataCacheLimit;

  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      description = "Answer Prometheus there, at /metrics (off).")
  private Optional<String> metrics = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Arithmetic threads where a job does not say (${DEFAULT-VALUE}).")
  private int threads;

  @Mixin private PluginOptions plugins;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireSense();
    FleetConnection fleet = connection.resolveWithKafka();
    FleetFolder folder = connection.fleetFolder();
    folder.create();
    FleetCommands commands = FleetCommands.ofThisProcess();
    String worker = name == null ? defaultName() : name;
    List<String> command =
        new ArrayList<>(commands.worker(fleet, worker, pool, folder, plugins.resolve()));
    command.addAll(List.of("--hang-after", hangAfter));
    metrics.ifPresent(address -> command.addAll(List.of("--metrics", address)));
    command.addAll(List.of("--data-cache-limit", dataCacheLimit));
    if (dataCache != null) {
      command.addAll(List.of("--data-cache", dataCache.toAbsolutePath().toString()));
    }
    int status =
        ForegroundProcess.run(
            command, commands.workerEnvironment(fleet, folder.natives(), threads));
    if (status == FullHeap.STATUS) {
      speakFor(folder.attemptFile(worker), fleet);
    }
    return status;
  }

  /** What the worker would take, and then wait for ever or fail at its first command. */
  private void requireSense() {
    Usage.require(spec, threads > 0, "--threads %d: give at least 1".formatted(threads));
    Usage.require(
        spec,
        name == null || name.matches("[\\w.@:-]{1,255}"),
        "--name \"%s\": use letters, digits and . _ - @ :".formatted(name));
    try {
      PoolName.require(pool);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--pool " + e.getMessage(), e);
    }
  }

  private static String defaultName() {
    long pid = ProcessHandle.current().pid();
    try {
      return "%s-%d".formatted(InetAddress.getLocalHost().getHostName(), pid);
    } catch (UnknownHostException e) {
      return "worker-" + pid;
    }
  }

  /** What became of the worker is said by its exit status, whether the store hears it or not. */
  private void speakFor(AttemptFile attempt, FleetConnection fleet) {
    try {
      FullHeap.leaveWords(attempt, fleet);
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println("baton: cannot note that the heap was full: " + e.getMessage());
    }
  }
}
