package dev.baton.scheduler.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A message to one receiver that a job has ended.
 *
 * @param id the same whenever the same end is told, so that receivers know it again
 * @param type of the event, for example {@code job-finished}
 * @param body JSON in UTF-8: the event's fields, {@code deliveryId} and {@code text}
 */
record Delivery(String id, URI url, String job, String type, byte[] body) {

  /**
   * @param submission of the job: its name may be used again after it was removed
   */
  static Delivery of(Event.Ending ending, String submission, URI url) {
    ObjectNode json;
    try {
      json = (ObjectNode) Json.MAPPER.readTree(MessageCodec.encode(ending));
    } catch (IOException e) {
      throw new UncheckedIOException("An encoded event is JSON", e);
    }
    String type = json.path("type").asText();
    String end = String.join("\n", ending.job(), submission, "" + ending.branch(), type);
    String id = UUID.nameUUIDFromBytes(end.getBytes(UTF_8)).toString();
    json.put("deliveryId", id).put("text", text(ending));
    return new Delivery(id, url, ending.job(), type, json.toString().getBytes(UTF_8));
  }

  private static String text(Event.Ending ending) {
    return switch (ending) {
      case Event.JobFinished e -> {
        String metrics =
            e.metrics().entrySet().stream()
                .map(m -> String.format(Locale.ROOT, "%s %.4f", m.getKey(), m.getValue()))
                .collect(Collectors.joining(", "));
        yield "Job %s has finished after %s%s"
            .formatted(
                e.job(),
                Quantities.count(e.epochs(), "epoch"),
                metrics.isEmpty() ? "" : ": " + metrics);
      }
      case Event.JobFailed e -> "Job %s has failed: %s".formatted(e.job(), e.why());
      case Event.JobCancelled e -> "Job %s was cancelled".formatted(e.job());
    };
  }

  /** As much of an address as may be shown: a path may be a secret. */
  static String shown(URI url) {
    return "%s://%s/…".formatted(url.getScheme(), url.getAuthority());
  }

  /** For people; without the path. */
  @Override
  public String toString() {
    return "%s of %s to %s".formatted(type, job, shown(url));
  }
}
