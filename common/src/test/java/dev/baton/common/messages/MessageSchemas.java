package dev.baton.common.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A JSON Schema (2020-12) for each message: fields and types come from the records, descriptions
 * and ranges from {@link SchemaWords}, examples from {@link MessageSamples}, and the defaults of a
 * train request from {@link RequestReader}.
 */
final class MessageSchemas {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final String DURATION = "^\\d{1,9}(ms|s|m|h)$";
  private static final String SIZE = "^\\d{1,6} ?(B|[kK]B|MB|GB|TB)$";

  /** What a person has to say at least, and the trainer that says it all by itself. */
  private static final String SMALLEST_TRAIN =
      "{\"version\":1,\"type\":\"train\",\"job\":\"exp1\",\"cfg\":\"gelan-t\",\"data\":\"/data/set/data.yaml\"}";

  private final SchemaWords words;

  MessageSchemas(SchemaWords words) {
    this.words = words;
  }

  /** Schemas by type, for example {@code attempt-started}. */
  Map<String, ObjectNode> all() throws MessageFormatException {
    Map<String, ObjectNode> schemas = new TreeMap<>();
    for (Message sample : MessageSamples.all()) {
      schemas.put(MessageCodec.typeName(sample.getClass()), schema(sample));
    }
    return schemas;
  }

  /** A message as it is sent, which of requests is the form that people write. */
  static byte[] sent(Message message) {
    return message instanceof Request request
        ? RequestReader.write(request)
        : MessageCodec.encode(message);
  }

  private ObjectNode schema(Message sample) throws MessageFormatException {
    Class<? extends Message> record = sample.getClass();
    String type = MessageCodec.typeName(record);
    ObjectNode schema = Json.MAPPER.createObjectNode();
    schema.put("$schema", DIALECT).put("title", type);
    schema.setAll(words.ofType(type));
    schema.put("type", "object");
    Fields fields = new Fields(schema);
    fields.add(type, "version", constant(MessageCodec.VERSION), true);
    fields.add(type, "type", constant(type), true);
    if (sample instanceof Request.Train) {
      addTrainFields(fields);
    } else {
      addComponents(type, record, fields);
    }
    if (sample instanceof Request) {
      // A request's reader refuses what it does not know; other readers leave it out.
      schema.put("additionalProperties", false);
    }
    fields.finish();
    ArrayNode examples = schema.putArray("examples");
    if (sample instanceof Request.Train) {
      examples.add(MessageCodec.readTree(SMALLEST_TRAIN.getBytes(UTF_8)));
    }
    examples.add(MessageCodec.readTree(sent(sample)));
    return schema;
  }

  private void addComponents(String owner, Class<?> record, Fields fields) {
    for (RecordComponent component : record.getRecordComponents()) {
      if (!component.getAccessor().isAnnotationPresent(JsonAnySetter.class)) {
        fields.add(
            owner,
            jsonName(component),
            type(component.getGenericType(), fields),
            isAlwaysThere(owner, record, component));
      }
    }
  }

  /** The fields of the spec and of its detection options, side by side. */
  private void addTrainFields(Fields fields) throws MessageFormatException {
    fields.add("train", "job", text(), true);
    for (Class<?> part : List.of(JobSpec.class, DetectionOptions.class)) {
      for (RecordComponent component : part.getRecordComponents()) {
        boolean isField =
            component.getType() != DetectionOptions.class
                && !component.getAccessor().isAnnotationPresent(JsonAnySetter.class);
        if (isField) {
          String name = jsonName(component);
          String owner = words.hasOwn("train", name) ? "train" : MessageCodec.typeName(part);
          fields.add(owner, name, type(component.getGenericType(), fields), false);
        }
      }
    }
    fields.add("train", "requestId", text(), false);
    JsonNode defaults =
        MessageCodec.readTree(
            RequestReader.write(RequestReader.read(SMALLEST_TRAIN.getBytes(UTF_8), "any")));
    JsonNode given = MessageCodec.readTree(SMALLEST_TRAIN.getBytes(UTF_8));
    for (Map.Entry<String, JsonNode> entry : defaults.properties()) {
      if (!given.has(entry.getKey()) && !entry.getKey().equals("requestId")) {
        fields.property(entry.getKey()).set("default", entry.getValue());
      }
    }
  }

  private boolean isAlwaysThere(String owner, Class<?> record, RecordComponent component) {
    JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
    boolean isLeftOutAtItsDefault =
        include != null && include.value() == JsonInclude.Include.NON_DEFAULT;
    boolean isSendersChoice =
        Request.class.isAssignableFrom(record) && component.getName().equals("requestId");
    boolean hasDefault = words.ofField(owner, jsonName(component)).has("default");
    return component.getType() != Optional.class
        && !isLeftOutAtItsDefault
        && !isSendersChoice
        && !hasDefault;
  }

  private static String jsonName(RecordComponent component) {
    JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
    return property == null ? component.getName() : property.value();
  }

  private ObjectNode type(Type type, Fields fields) {
    if (type instanceof ParameterizedType generic) {
      return genericType(generic, fields);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return text();
    }
    if (plain == int.class
        || plain == long.class
        || plain == Integer.class
        || plain == Long.class) {
      return ofType("integer");
    }
    if (plain == double.class || plain == Double.class) {
      return ofType("number");
    }
    if (plain == boolean.class) {
      return ofType("boolean");
    }
    if (plain == Instant.class) {
      return text().put("format", "date-time");
    }
    if (plain == Duration.class) {
      return text().put("pattern", DURATION);
    }
    if (plain == ByteSize.class) {
      return text().put("pattern", SIZE);
    }
    if (plain == URI.class) {
      return text().put("format", "uri");
    }
    if (plain.isEnum()) {
      ObjectNode text = text();
      ArrayNode values = text.putArray("enum");
      for (Object value : plain.getEnumConstants()) {
        values.add(((Enum<?>) value).name());
      }
      return text;
    }
    if (plain.isRecord()) {
      String name = MessageCodec.typeName(plain);
      fields.define(name, plain);
      return Json.MAPPER.createObjectNode().put("$ref", "#/$defs/" + name);
    }
    throw new IllegalStateException("There is no schema for fields of " + plain);
  }

  private ObjectNode genericType(ParameterizedType generic, Fields fields) {
    Type[] arguments = generic.getActualTypeArguments();
    if (generic.getRawType() == Optional.class) {
      return type(arguments[0], fields);
    }
    if (generic.getRawType() == List.class) {
      ObjectNode list = ofType("array");
      list.set("items", type(arguments[0], fields));
      return list;
    }
    if (generic.getRawType() == Map.class) {
      ObjectNode map = ofType("object");
      map.set("additionalProperties", type(arguments[1], fields));
      return map;
    }
    throw new IllegalStateException("There is no schema for fields of " + generic);
  }

  private static ObjectNode text() {
    return ofType("string");
  }

  private static ObjectNode ofType(String type) {
    return Json.MAPPER.createObjectNode().put("type", type);
  }

  private static ObjectNode constant(int value) {
    return Json.MAPPER.createObjectNode().put("const", value);
  }

  private static ObjectNode constant(String value) {
    return Json.MAPPER.createObjectNode().put("const", value);
  }

  /** The fields of one object, and in {@code $defs} of the root what they refer to. */
  private final class Fields {
    private final ObjectNode object;
    private final ObjectNode properties;
    private final List<String> required = new ArrayList<>();
    private final Map<String, ObjectNode> definitions;

    Fields(ObjectNode root) {
      this(root, new TreeMap<>());
    }

    private Fields(ObjectNode object, Map<String, ObjectNode> definitions) {
      this.object = object;
      this.properties = object.putObject("properties");
      this.definitions = definitions;
    }

    void add(String owner, String name, ObjectNode type, boolean isRequired) {
      ObjectNode field = properties.putObject(name);
      field.setAll(type);
      field.setAll(words.ofField(owner, name));
      if (isRequired) {
        required.add(name);
      }
    }

    ObjectNode property(String name) {
      return (ObjectNode) properties.get(name);
    }

    void define(String name, Class<?> record) {
      if (!definitions.containsKey(name)) {
        ObjectNode definition = Json.MAPPER.createObjectNode();
        definitions.put(name, definition);
        definition.setAll(words.ofType(name));
        definition.put("type", "object");
        Fields fields = new Fields(definition, definitions);
        addComponents(name, record, fields);
        definition.set("required", Json.MAPPER.valueToTree(fields.required));
      }
    }

    void finish() {
      object.set("required", Json.MAPPER.valueToTree(required));
      if (!definitions.isEmpty()) {
        object.set("$defs", Json.MAPPER.valueToTree(definitions));
      }
    }
  }
}
