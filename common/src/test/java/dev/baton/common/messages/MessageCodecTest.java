package dev.baton.common.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MessageCodecTest {

  static Stream<Message> samples() {
    return MessageSamples.all().stream();
  }

  @Test
  void thereIsASampleOfEveryType() {
    assertThat(MessageSamples.all().stream().map(Object::getClass))
        .containsExactlyInAnyOrderElementsOf(MessageCodec.leaves(Message.class).toList());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsBackWhatItWrites(Message message) throws Exception {
    assertThat(MessageCodec.decode(MessageCodec.encode(message), Message.class)).isEqualTo(message);
  }

  /** What is in Kafka outlives a release: a change of these files is a new format version. */
  @ParameterizedTest
  @MethodSource("samples")
  void writesAndReadsTheGoldenFiles(Message message) throws Exception {
    String name = "/golden/messages/%s.json".formatted(MessageCodec.typeName(message.getClass()));
    if (Boolean.getBoolean("golden.write")) {
      Path file = Path.of("src/test/resources" + name);
      Files.createDirectories(file.getParent());
      Files.write(file, MessageCodec.encode(message));
    }
    byte[] golden;
    try (InputStream stream = getClass().getResourceAsStream(name)) {
      assertThat(stream).as("golden file %s", name).isNotNull();
      golden = stream.readAllBytes();
    }
    assertThat(new String(MessageCodec.encode(message), UTF_8))
        .isEqualTo(new String(golden, UTF_8).strip());
    assertThat(MessageCodec.decode(golden, Message.class)).isEqualTo(message);
  }

  @Test
  void carriesUnknownFieldsOfANewerVersionThroughSpecsAndJobStates() throws Exception {
    Message state = MessageSamples.all().getLast();
    String newer =
        new String(MessageCodec.encode(state), UTF_8)
            .replace("\"task\":", "\"colour\":\"red\",\"task\":")
            .replaceFirst("\\{", "{\"mood\":[1,2],");
    String again =
        new String(
            MessageCodec.encode(MessageCodec.decode(newer.getBytes(UTF_8), JobState.class)), UTF_8);
    assertThat(again).contains("\"colour\":\"red\"").contains("\"mood\":[1,2]");
  }

  @Test
  void aMessageThatNamesNoBranchIsOfTheFirstOne() throws Exception {
    String failed =
        "{\"version\":1,\"type\":\"job-failed\",\"job\":\"a\",\"why\":\"w\",\"at\":\"2026-01-02T03:04:05Z\"}";
    assertThat(MessageCodec.decode(failed.getBytes(UTF_8), Event.JobFailed.class).branch())
        .isZero();
    Event.JobFailed first = new Event.JobFailed("a", 0, "w", Instant.EPOCH);
    assertThat(new String(MessageCodec.encode(first), UTF_8)).doesNotContain("branch");
  }

  @Test
  void ignoresUnknownFieldsOfOtherMessages() throws Exception {
    String newer =
        "{\"version\":1,\"type\":\"yield-attempt\",\"job\":\"a\",\"commandNumber\":3,\"x\":{}}";
    assertThat(MessageCodec.decode(newer.getBytes(UTF_8), Control.class))
        .isEqualTo(new Control.YieldAttempt("a", 3));
  }

  /** Whoever decides by a message could trip over it again and again. */
  @ParameterizedTest
  @CsvSource({
    "Heartbeat,state,state",
    "Heartbeat,pool,pool",
    "JobFinished,metrics,metrics",
    "AttemptStarted,attemptId,attemptId",
    "TrainEpochs,spec,spec",
    "TrainEpochs,checkpoint_every,spec.checkpoint_every",
    "JobState,task,spec.task",
    "JobState,requestId,requestId"
  })
  void refusesAMessageThatLacksAField(String type, String lost, String place) throws Exception {
    Message message =
        MessageSamples.all().stream()
            .filter(sample -> sample.getClass().getSimpleName().equals(type))
            .findFirst()
            .orElseThrow();
    JsonNode json = Json.MAPPER.readTree(MessageCodec.encode(message));
    ((ObjectNode) json.findParent(lost)).remove(lost);
    assertThatThrownBy(() -> decode(json.toString(), Message.class))
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining(place + " is missing");
  }

  @Test
  void whatMayBeAbsentIsNotMissed() throws Exception {
    Event.AttemptStarted fromZero =
        new Event.AttemptStarted(
            "a", 1, "id", "w1", 0, "cpu", 0, 0, Optional.empty(), Instant.EPOCH);
    byte[] json = MessageCodec.encode(fromZero);
    assertThat(new String(json, UTF_8)).doesNotContain("checkpoint");
    assertThat(MessageCodec.decode(json, Event.class)).isEqualTo(fromZero);
  }

  @Test
  void refusesAListOrAMapWithAHole() {
    String rejected =
        "{\"version\":1,\"type\":\"request-rejected\",\"job\":\"a\",\"requestId\":\"r\",\"reasons\":[null],\"at\":\"2026-01-02T03:04:05Z\"}";
    assertThatThrownBy(() -> decode(rejected, Event.class))
        .hasMessageContaining("reasons[] is missing");
    String finished =
        "{\"version\":1,\"type\":\"job-finished\",\"job\":\"a\",\"epochs\":1,\"stateDigest\":\"d\",\"metrics\":{\"mAP50\":null},\"at\":\"2026-01-02T03:04:05Z\"}";
    assertThatThrownBy(() -> decode(finished, Event.class))
        .hasMessageContaining("metrics.mAP50 is missing");
  }

  @Test
  void refusesUnknownVersionsAndTypesAndOtherFamiliesWithAReason() {
    assertThatThrownBy(() -> decode("{\"version\":9,\"type\":\"job-failed\"}", Event.class))
        .hasMessageContaining("version is 9");
    assertThatThrownBy(() -> decode("{\"version\":1,\"type\":\"job-vanished\"}", Event.class))
        .hasMessageContaining("\"job-vanished\" is no event");
    assertThatThrownBy(() -> decode("{\"version\":1,\"type\":\"job-failed\"}", Control.class))
        .hasMessageContaining("is no control");
    assertThatThrownBy(() -> decode("nonsense", Control.class)).hasMessageContaining("not JSON");
  }

  private static void decode(String json, Class<? extends Message> family)
      throws MessageFormatException {
    MessageCodec.decode(json.getBytes(UTF_8), family);
  }
}
