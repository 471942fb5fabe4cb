package dev.baton.common.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Messages to JSON and back. Between Baton's own components unknown fields are no error, so that
 * versions can be mixed while a fleet is upgraded; an unknown version or type is one.
 */
public final class MessageCodec {
  /** The format version that this code writes, and the only one it reads. */
  public static final int VERSION = 1;

  private static final Map<String, Class<? extends Message>> TYPES = types();

  private MessageCodec() {}

  /** JSON in UTF-8 on one line: {@code {"version":1,"type":"train-epochs",…}}. */
  public static byte[] encode(Message message) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("version", VERSION).put("type", typeName(message.getClass()));
    json.setAll((ObjectNode) Json.MAPPER.valueToTree(message));
    return json.toString().getBytes(UTF_8);
  }

  /**
   * Reads a message of the family {@code family}.
   *
   * @throws MessageFormatException when it is no JSON, of another version, type or family, or lacks
   *     a field
   */
  public static <M extends Message> M decode(byte[] bytes, Class<M> family)
      throws MessageFormatException {
    JsonNode json = readTree(bytes);
    requireVersion(json);
    String name = json.path("type").asText();
    Class<? extends Message> type = TYPES.get(name);
    if (type == null || !family.isAssignableFrom(type)) {
      throw new MessageFormatException(
          "type \"%s\" is no %s that this version knows"
              .formatted(name, family.getSimpleName().toLowerCase(Locale.ROOT)));
    }
    ObjectNode fields = ((ObjectNode) json).deepCopy();
    fields.remove("version");
    fields.remove("type");
    Message message;
    try {
      message = Json.MAPPER.treeToValue(fields, type);
    } catch (JsonProcessingException e) {
      throw new MessageFormatException(
          "%s: %s".formatted(name, e.getOriginalMessage().lines().findFirst().orElse("")));
    }
    Optional<String> missing = MissingField.in((Record) message);
    if (missing.isPresent()) {
      throw new MessageFormatException("%s: %s is missing".formatted(name, missing.get()));
    }
    return family.cast(message);
  }

  static JsonNode readTree(byte[] bytes) throws MessageFormatException {
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(bytes);
    } catch (java.io.IOException e) {
      String where =
          e instanceof JsonProcessingException j && j.getLocation() != null
              ? " at column " + j.getLocation().getColumnNr()
              : "";
      throw new MessageFormatException("not JSON%s: send one line of JSON".formatted(where));
    }
    if (json == null || !json.isObject()) {
      throw new MessageFormatException("not a JSON object: send one line like {\"version\":1,…}");
    }
    return json;
  }

  static void requireVersion(JsonNode json) throws MessageFormatException {
    JsonNode version = json.get("version");
    if (version == null || !version.isInt() || version.intValue() != VERSION) {
      throw new MessageFormatException(
          "version is %s, this release reads version %d: set \"version\":%d or upgrade"
              .formatted(version == null ? "missing" : version, VERSION, VERSION));
    }
  }

  /** {@code AttemptStarted} → {@code attempt-started}. */
  static String typeName(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  private static Map<String, Class<? extends Message>> types() {
    Map<String, Class<? extends Message>> types = new LinkedHashMap<>();
    leaves(Message.class)
        .forEach(type -> types.put(typeName(type), type.asSubclass(Message.class)));
    return Map.copyOf(types);
  }

  /** The records below a sealed interface. */
  static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(MessageCodec::leaves)
        : Stream.of(type);
  }
}
