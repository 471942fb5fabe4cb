package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the workers that live. */
@Command(
    name = "workers",
    description = "List the workers that have given a sign within the last 5 seconds.",
    footer = {"", "Example: baton workers --json"})
public final class WorkersCommand implements Callable<Integer> {
  /** Five heartbeats: one may be late on a busy machine. */
  private static final Duration ALIVE = Duration.ofSeconds(5);

  @Mixin private ConnectionOptions connection;

  @Option(names = "--json", description = "An array with one object for each worker.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    Map<String, WorkerRow> workers = new TreeMap<>();
    Instant start = Instant.now().minus(ALIVE);
    try (TopicTail<Progress> progress =
        TopicTail.fromTime(connection.resolve().kafka(), Topics.PROGRESS, Progress.class, start)) {
      for (TopicTail.Entry<Progress> entry : progress.readToEnd()) {
        if (entry.message().orElse(null) instanceof Heartbeat beat) {
          workers.put(beat.worker(), WorkerRow.of(beat));
        }
      }
    }
    // The last heartbeat of a worker that has left says so.
    workers.values().removeIf(row -> row.state() == WorkerState.LEAVING);
    List<WorkerRow> rows = List.copyOf(workers.values());
    if (isJson) {
      terminal.print(Listing.json(rows));
    } else if (rows.isEmpty()) {
      terminal.print("No worker has given a sign: start one with baton worker");
    } else {
      terminal.print(WorkerRow.table(rows));
    }
    return 0;
  }
}
