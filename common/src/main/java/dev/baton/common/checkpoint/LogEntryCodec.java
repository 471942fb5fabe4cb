package dev.baton.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.util.Map;

/** Log entries to JSON and back: {@code {"version":1,"kind":"checkpointed",…,"sha256":…}}. */
final class LogEntryCodec {
  private static final int VERSION = 1;

  /**
   * Of an attempt on a later branch. Releases that know no branches stop at it, instead of taking
   * the end of an older branch for the end of the job.
   */
  private static final int BRANCH_VERSION = 2;

  private static final String CHECKSUM = "sha256";
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
    json.put("version", version(entry)).put("kind", kind(entry));
    json.setAll((ObjectNode) Json.MAPPER.valueToTree(entry));
    return json.put(CHECKSUM, checksum(json)).toString().getBytes(UTF_8);
  }

  /**
   * Reads an entry; one that is damaged, whatever bit of it, becomes {@link LogEntry.Unreadable}.
   *
   * @throws UnreadableLogException when a newer release wrote it
   */
  static LogEntry decode(byte[] bytes, String key) throws UnreadableLogException {
    ObjectNode fields;
    try {
      if (!(Json.MAPPER.readTree(bytes) instanceof ObjectNode object)) {
        return new LogEntry.Unreadable(key, "it is no JSON object");
      }
      fields = object;
    } catch (IOException e) {
      return new LogEntry.Unreadable(key, "it is no JSON");
    }
    JsonNode checksum = fields.remove(CHECKSUM);
    // Entries of the first releases have none.
    if (checksum != null && !checksum.asText().equals(checksum(fields))) {
      return new LogEntry.Unreadable(key, "its SHA-256 is not the one it carries");
    }
    int version = fields.path("version").asInt();
    if (version != VERSION && version != BRANCH_VERSION) {
      throw new UnreadableLogException(
          "Cannot read log entry %s: format version %d, this release reads %d and %d. Upgrade it."
              .formatted(key, version, VERSION, BRANCH_VERSION));
    }
    Class<? extends LogEntry> kind = KINDS.get(fields.path("kind").asText());
    if (kind == null) {
      throw new UnreadableLogException(
          "Cannot read log entry %s: unknown kind \"%s\". Upgrade this release."
              .formatted(key, fields.path("kind").asText()));
    }
    fields.remove("version");
    fields.remove("kind");
    try {
      return Json.MAPPER.treeToValue(fields, kind);
    } catch (JsonProcessingException e) {
      throw new UnreadableLogException(
          "Cannot read log entry %s: %s. Upgrade this release."
              .formatted(key, e.getOriginalMessage()),
          e);
    }
  }

  /** SHA-256 of the canonical JSON of all other fields, as it is once written and read. */
  private static String checksum(ObjectNode fields) {
    try {
      JsonNode read = Json.MAPPER.readTree(fields.toString());
      return Sha256.hex(Json.canonical(read).getBytes(UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("A JSON tree can always be written and read", e);
    }
  }

  private static int version(LogEntry entry) {
    return entry instanceof LogEntry.AttemptStarted started && started.branch().isPresent()
        ? BRANCH_VERSION
        : VERSION;
  }

  private static String kind(LogEntry entry) {
    return KINDS.entrySet().stream()
        .filter(candidate -> candidate.getValue() == entry.getClass())
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
