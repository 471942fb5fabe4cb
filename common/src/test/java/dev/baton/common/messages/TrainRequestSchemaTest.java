package dev.baton.common.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever checks a train request against its schema gets the answer that the scheduler gives. */
class TrainRequestSchemaTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ObjectNode json = new MessageSchemas(SchemaWords.load()).all().get("train");
  private final Schema schema = MessageDocumentsTest.compile(json);
  private final ObjectNode smallest = (ObjectNode) json.path("examples").path(0);

  TrainRequestSchemaTest() throws IOException, MessageFormatException {}

  @Test
  void ofEveryNumberItAllowsWhatTheSchedulerAccepts() {
    for (Map.Entry<String, JsonNode> field : json.path("properties").properties()) {
      JsonNode least = field.getValue().path("minimum");
      JsonNode most = field.getValue().path("maximum");
      for (JsonNode bound : List.of(least, most)) {
        if (bound.isIntegralNumber()) {
          for (long near :
              List.of(bound.longValue() - 1, bound.longValue(), bound.longValue() + 1)) {
            assertSameAnswer(with(field.getKey(), JSON.numberNode(near)));
          }
        }
      }
    }
  }

  @Test
  void ofEveryChoiceItAllowsWhatTheSchedulerAccepts() {
    for (Map.Entry<String, JsonNode> field : json.path("properties").properties()) {
      List<JsonNode> values = new ArrayList<>();
      field.getValue().path("enum").forEach(values::add);
      if (!values.isEmpty()) {
        values.add(JSON.textNode("other"));
        values.add(JSON.numberNode(1));
      }
      values.forEach(value -> assertSameAnswer(with(field.getKey(), value)));
    }
  }

  @Test
  void ofEveryTextItAllowsTheLengthThatTheSchedulerAccepts() {
    List<String> limited = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : json.path("properties").properties()) {
      int most = field.getValue().path("maxLength").asInt();
      if (most > 0) {
        limited.add(field.getKey());
        assertSameAnswer(with(field.getKey(), JSON.textNode("a".repeat(most))));
        assertSameAnswer(with(field.getKey(), JSON.textNode("a".repeat(most + 1))));
      }
    }
    assertThat(limited).contains("requestId", "owner");
  }

  @Test
  void itAllowsEveryDefault() {
    for (Map.Entry<String, JsonNode> field : json.path("properties").properties()) {
      JsonNode value = field.getValue().path("default");
      if (!value.isMissingNode()) {
        assertThat(schema.validate(with(field.getKey(), value))).as(field.getKey()).isEmpty();
        assertSameAnswer(with(field.getKey(), value));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"job\":\"../exp1\"",
        "\"job\":\"a..b\"",
        "\"job\":\"Exp\"",
        "\"job\":\"a.b_c-1\"",
        "\"pool\":\"gpu-2\"",
        "\"pool\":\"GPU\"",
        "\"device\":\"cuda:0\"",
        "\"device\":\"0,1\"",
        "\"device\":\"gpu\"",
        "\"freeze\":3",
        "\"freeze\":[0,2]",
        "\"freeze\":[-1]",
        "\"freeze\":\"2\"",
        "\"checkpoint_every\":\"500ms\"",
        "\"checkpoint_every\":\"1 hour\"",
        "\"max_size\":\"20GB\"",
        "\"max_size\":\"20 gigabytes\"",
        "\"hyp\":{\"lr0\":0.1}",
        "\"hyp\":{\"lr0\":\"high\"}",
        "\"hyp\":[1]",
        "\"owner\":\" \"",
        "\"rect\":1",
        "\"label_smoothing\":0.5",
        "\"label_smoothing\":1.5",
        "\"imgsz\":100",
        "\"epohcs\":5",
        "\"task\":\"tiny\"",
        "\"version\":2",
        "\"cfg\":\"\"",
        "\"data\":\"baton://bccd\"",
        "\"data\":\"baton://sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
        "\"data\":\"baton://sha256:aa\"",
      })
  void itGivesTheSchedulersAnswerTo(String field) throws Exception {
    ObjectNode request = smallest.deepCopy();
    request.setAll((ObjectNode) Json.MAPPER.readTree("{" + field + "}"));
    assertSameAnswer(request);
  }

  @Test
  void onlyTheTaskOfDetectorsNeedsAModelAndData() {
    ObjectNode bare = smallest.deepCopy();
    bare.remove(List.of("cfg", "data"));
    assertSameAnswer(bare);
    assertThat(schema.validate(bare)).isNotEmpty();
    bare.put("task", "tiny");
    assertSameAnswer(bare);
    assertThat(schema.validate(bare)).isEmpty();
  }

  private ObjectNode with(String field, JsonNode value) {
    ObjectNode request = smallest.deepCopy();
    request.set(field, value);
    return request;
  }

  private void assertSameAnswer(ObjectNode request) {
    assertThat(schema.validate(request).isEmpty())
        .as("the schema allows %s", request)
        .isEqualTo(isAccepted(request));
  }

  private static boolean isAccepted(ObjectNode request) {
    try {
      RequestReader.read(request.toString().getBytes(UTF_8), "r");
      return true;
    } catch (MessageFormatException e) {
      return false;
    }
  }
}
