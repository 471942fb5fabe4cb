package dev.baton.cli.jobs;

import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
    try (TopicReader reader =
        TopicReader.since(
            connection.resolve().kafka(), Instant.now().minus(ALIVE), Topics.PROGRESS)) {
      for (ConsumerRecord<String, byte[]> message : reader.pollToEnd()) {
        if (progress(message) instanceof Heartbeat beat) {
          workers.put(beat.worker(), WorkerRow.of(beat));
        }
      }
    }
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

  /** Null for what this version cannot read. */
  private static Progress progress(ConsumerRecord<String, byte[]> message) {
    try {
      return MessageCodec.decode(message.value(), Progress.class);
    } catch (MessageFormatException e) {
      return null;
    }
  }
}
