package dev.baton.common.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/messages} true; {@code -Dgolden.write=true} writes it anew. */
class MessageDocumentsTest {
  private static final Path FOLDER = Path.of("../docs/messages");

  private final SchemaWords words = SchemaWords.load();
  private final Map<String, ObjectNode> schemas = new MessageSchemas(words).all();

  MessageDocumentsTest() throws IOException, MessageFormatException {}

  @Test
  void theFolderHasASchemaOfEveryMessageAndTheAsyncApiDocument() throws IOException {
    Map<String, JsonNode> documents = new TreeMap<>(schemas);
    documents.put("asyncapi", AsyncApiDocument.of(schemas));
    for (Map.Entry<String, JsonNode> document : documents.entrySet()) {
      Path file = FOLDER.resolve(document.getKey() + ".json");
      if (Boolean.getBoolean("golden.write")) {
        Files.createDirectories(FOLDER);
        Files.writeString(file, document.getValue().toPrettyString() + "\n");
      }
      assertThat(file)
          .as("write it anew with -Dgolden.write=true")
          .hasContent(document.getValue().toPrettyString());
    }
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
          .containsExactlyInAnyOrderElementsOf(documents.keySet());
    }
  }

  /** A field without a description fails where the schemas are made. */
  @Test
  void nothingIsDescribedThatIsNoField() {
    assertThat(words.unused()).isEmpty();
  }

  @Test
  void everyMessageIsOnOneTopic() {
    List<String> types = new ArrayList<>();
    AsyncApiDocument.CHANNELS.forEach(
        channel ->
            MessageCodec.leaves(channel.family()).map(MessageCodec::typeName).forEach(types::add));
    assertThat(types).containsExactlyInAnyOrderElementsOf(schemas.keySet());
    assertThat(AsyncApiDocument.CHANNELS)
        .extracting(channel -> channel.address().replace("{pool}", "default"))
        .containsExactlyInAnyOrderElementsOf(Topics.all("default"));
  }

  @Test
  void everySampleAndExampleFollowsItsSchemaAndReadsBackAsWhatItWas() throws Exception {
    for (Message message : MessageSamples.all()) {
      String type = MessageCodec.typeName(message.getClass());
      Schema schema = compile(schemas.get(type));
      String sent = new String(MessageSchemas.sent(message), UTF_8);
      assertThat(schema.validate(sent, InputFormat.JSON)).as(sent).isEmpty();
      for (JsonNode example : schemas.get(type).path("examples")) {
        assertThat(schema.validate(example)).as(example.toString()).isEmpty();
      }
      Message read =
          message instanceof Request
              ? RequestReader.read(sent.getBytes(UTF_8), "other")
              : MessageCodec.decode(sent.getBytes(UTF_8), Message.class);
      assertThat(read).isEqualTo(message);
    }
  }

  @Test
  void aMessageWithoutAFieldThatIsAlwaysThereBreaksItsSchema() throws Exception {
    for (Message message : MessageSamples.all()) {
      ObjectNode schema = schemas.get(MessageCodec.typeName(message.getClass()));
      for (JsonNode required : schema.path("required")) {
        ObjectNode json = (ObjectNode) MessageCodec.readTree(MessageSchemas.sent(message));
        json.remove(required.asText());
        assertThat(compile(schema).validate(json))
            .as("%s without %s", message, required)
            .isNotEmpty();
      }
    }
  }

  static Schema compile(ObjectNode schema) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
  }
}
