package dev.baton.common.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;

/**
 * What records cannot say: a description of every type and field, and ranges. Remembers what was
 * asked for, so that nothing outlives the field it describes.
 */
final class SchemaWords {
  private final JsonNode types;
  private final JsonNode fields;
  private final Set<String> unused = new TreeSet<>();

  private SchemaWords(JsonNode words) {
    this.types = words.path("types");
    this.fields = words.path("fields");
    types.fieldNames().forEachRemaining(unused::add);
    fields.fieldNames().forEachRemaining(unused::add);
  }

  static SchemaWords load() throws IOException {
    try (InputStream stream = SchemaWords.class.getResourceAsStream("/messages/words.json")) {
      return new SchemaWords(Json.MAPPER.readTree(stream));
    }
  }

  ObjectNode ofType(String type) {
    return find(types, type, "types");
  }

  /** Of {@code owner.name} if that is described, else of {@code name} wherever it stands. */
  ObjectNode ofField(String owner, String name) {
    return find(fields, hasOwn(owner, name) ? owner + "." + name : name, "fields");
  }

  /** Whether {@code name} means something of its own in {@code owner}. */
  boolean hasOwn(String owner, String name) {
    return fields.has(owner + "." + name);
  }

  /** Names that nobody has asked for yet. */
  Set<String> unused() {
    return unused;
  }

  private ObjectNode find(JsonNode all, String name, String where) {
    unused.remove(name);
    if (!all.path(name).path("description").isTextual()) {
      throw new AssertionError(
          "src/test/resources/messages/words.json says nothing of %s: add it to its %s"
              .formatted(name, where));
    }
    return ((ObjectNode) all.get(name)).deepCopy();
  }
}
