package dev.baton.cli.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Terminal;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Topics;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows everything that has happened to a job, as far back as Kafka keeps events. */
@Command(
    name = "events",
    description = "Show what has happened to a job.",
    footer = {"", "Example: baton events exp1 --since 10m"})
public final class EventsCommand implements Callable<Integer> {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "JOB", description = "Name of the job.", converter = JobArgument.class)
  private String job;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only what happened since then: 10m, 2h, 14:30, 2026-01-31, 2026-01-31T14:30.",
      converter = Since.class)
  private Optional<Instant> since = Optional.empty();

  @Option(names = "--json", description = "An array of the events as they are in Kafka.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    JobWatch watch = new JobWatch(job);
    List<Line> lines = new ArrayList<>();
    List<JsonNode> published = new ArrayList<>();
    try (TopicTail<Event> events =
        TopicTail.fromBeginning(connection.resolveKafka(), Topics.EVENTS, Event.class)) {
      for (TopicTail.Entry<Event> entry : events.readToEnd()) {
        Event event = entry.message().orElse(null);
        if (event != null && event.job().equals(job)) {
          List<Line> told = watch.on(event); // also of earlier ones: it remembers who trained
          if (since.filter(event.at()::isBefore).isEmpty()) {
            published.add(asPublished(event));
            String date = Quantities.date(event.at(), ZoneId.systemDefault());
            told.forEach(l -> lines.add(new Line(l.tone(), date + "  " + l.text())));
          }
        }
      }
    }
    if (published.isEmpty()) {
      requireKnown(connection.resolveKafka());
    }
    if (isJson) {
      terminal.print(Listing.json(published));
    } else if (lines.isEmpty()) {
      terminal.print(
          "No events of a job %s are kept%s"
              .formatted(job, since.map(at -> " since " + at).orElse("")));
    } else {
      terminal.print(lines);
    }
    return 0;
  }

  private void requireKnown(KafkaConnection kafka) {
    try (JobStates jobs = JobStates.open(kafka)) {
      if (jobs.find(job).isEmpty()) {
        throw JobNames.unknown(job, jobs.names());
      }
    }
  }

  private static JsonNode asPublished(Event event) {
    try {
      return Json.MAPPER.readTree(MessageCodec.encode(event));
    } catch (IOException e) {
      throw new UncheckedIOException("An encoded event is JSON", e);
    }
  }
}
