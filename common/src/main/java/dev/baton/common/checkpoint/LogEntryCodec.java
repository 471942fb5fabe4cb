package dev.baton.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.util.Map;

/** Log entries to JSON and back: {@code {"version":1,"kind":"checkpointed",…}}. */
final class LogEntryCodec {
  private static final int VERSION = 1;
  private static final Map<String, Class<? extends LogEntry>> KINDS =
      Map.of(
          "attempt-started", LogEntry.AttemptStarted.class,
          "data-pinned", LogEntry.DataPinned.class,
          "checkpointed", LogEntry.Checkpointed.class,
          "attempt-ended", LogEntry.AttemptEnded.class,
          "closed", LogEntry.Closed.class);

  private LogEntryCodec() {}

  static byte[] encode(LogEntry entry) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("version", VERSION).put("kind", kind(entry));
    json.setAll((ObjectNode) Json.MAPPER.valueToTree(entry));
    return json.toString().getBytes(UTF_8);
  }

  /**
   * @throws IOException when these bytes are no entry that this version reads
   */
  static LogEntry decode(byte[] bytes, String key) throws IOException {
    JsonNode json = Json.MAPPER.readTree(bytes);
    if (json == null || !json.isObject()) {
      throw new IOException("Cannot read log entry %s: it is no JSON object".formatted(key));
    }
    int version = json.path("version").asInt();
    if (version != VERSION) {
      throw new IOException(
          "Cannot read log entry %s: format version %d, this release reads %d. Upgrade it."
              .formatted(key, version, VERSION));
    }
    Class<? extends LogEntry> kind = KINDS.get(json.path("kind").asText());
    if (kind == null) {
      throw new IOException(
          "Cannot read log entry %s: unknown kind \"%s\". Upgrade this release."
              .formatted(key, json.path("kind").asText()));
    }
    ObjectNode fields = ((ObjectNode) json).deepCopy();
    fields.remove("version");
    fields.remove("kind");
    return Json.MAPPER.treeToValue(fields, kind);
  }

  private static String kind(LogEntry entry) {
    return KINDS.entrySet().stream()
        .filter(candidate -> candidate.getValue() == entry.getClass())
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
