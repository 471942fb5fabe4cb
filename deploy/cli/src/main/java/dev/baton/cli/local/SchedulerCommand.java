package dev.baton.cli.local;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A scheduler for a fleet, in the foreground. */
@Command(
    name = "scheduler",
    description = "Run a scheduler until Ctrl-C; beside another one it stands by.",
    footer = {
      "",
      "Example: baton scheduler --kafka kafka:9092 --store s3://baton --store-endpoint http://minio:9000"
    })
public final class SchedulerCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description =
          "For a scheduler that is started again when it ends: under the same name it need not wait for its predecessor to be given up.")
  private Optional<String> instance = Optional.empty();

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description =
          "Serve the page and its JSON interface there; other hosts than this one need BATON_HTTP_TOKEN.")
  private Optional<String> http = Optional.empty();

  @Option(
      names = "--notify-url",
      paramLabel = "URL",
      description =
          "Who is told of every job's end (BATON_NOTIFY_URL; nobody); signed with BATON_NOTIFY_SECRET.")
  private Optional<String> notifyUrl = Optional.empty();

  @Option(
      names = "--notify-hosts",
      paramLabel = "HOST[:PORT],...",
      description = "Whom jobs may name in their notify_url (BATON_NOTIFY_HOSTS; nobody).")
  private Optional<String> notifyHosts = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    FleetConnection fleet = connection.resolveWithKafka();
    List<String> command = FleetCommands.ofThisProcess().scheduler(fleet, instance, http);
    notifyUrl.ifPresent(url -> command.addAll(List.of("--notify-url", url)));
    notifyHosts.ifPresent(hosts -> command.addAll(List.of("--notify-hosts", hosts)));
    return ForegroundProcess.run(command, fleet.environment());
  }
}
