package dev.baton.common.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  private static final String SMALLEST =
      "{\"version\":1,\"type\":\"train\",\"job\":\"exp1\",\"cfg\":\"gelan-t\",\"data\":\"/d/data.yaml\"}";

  @Test
  void fillsInEveryDefaultOfTheSmallestRequest() throws Exception {
    Request.Train train = (Request.Train) RequestReader.read(SMALLEST.getBytes(UTF_8), "r-1");
    assertThat(train.requestId()).isEqualTo("r-1");
    assertThat(train.spec().imgsz()).isEqualTo(640);
    assertThat(train.spec().batch()).isEqualTo(16);
    assertThat(train.spec().epochs()).isEqualTo(100);
    assertThat(train.spec().nbs()).isEqualTo(64);
    assertThat(train.spec().checkpointEvery()).isEqualTo(Duration.ofSeconds(60));
    assertThat(train.spec().epochsPerCommand()).isEmpty();
  }

  @Test
  void readsBackWhatItWrites() throws Exception {
    Request train = RequestReader.read(SMALLEST.getBytes(UTF_8), "r-1");
    assertThat(RequestReader.read(RequestReader.write(train), "other")).isEqualTo(train);
    Request full = new Request.Train("exp1", MessageSamples.spec(), "r-1");
    assertThat(RequestReader.read(RequestReader.write(full), "other")).isEqualTo(full);
    Request cancel = new Request.Cancel("exp1", "r-2");
    assertThat(RequestReader.read(RequestReader.write(cancel), "other")).isEqualTo(cancel);
    Request rewind = new Request.Rewind("exp1", 16, "r-4");
    assertThat(RequestReader.read(RequestReader.write(rewind), "other")).isEqualTo(rewind);
    for (Message sample : MessageSamples.all()) {
      if (sample instanceof Request.Restore restore) {
        assertThat(RequestReader.read(RequestReader.write(restore), "other")).isEqualTo(restore);
      }
    }
    Request priority = new Request.SetPriority("exp1", 9, "r-3");
    assertThat(RequestReader.read(RequestReader.write(priority), "other")).isEqualTo(priority);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ci.example.com/hook",
        "ftp://ci.example.com/hook",
        "file:///etc/passwd",
        "http:///hook",
        "http://ci.example.com:65536/hook",
        "https://me:secret@ci.example.com/hook",
        "https://ci.example.com/hook#part",
        "https://ci.example.com/a hook"
      })
  void tellsOfAnEndOnlyByTheWeb(String url) {
    assertThat(problems(SMALLEST.replace("}", ",\"notify_url\":\"%s\"}".formatted(url))))
        .singleElement()
        .asString()
        .startsWith("notify_url: \"%s\" cannot be told".formatted(url))
        .contains("give http://HOST/");
  }

  @Test
  void namesEveryProblemOfARequestAtOnce() {
    assertThat(
            problems(
                SMALLEST.replace(
                    "}", ",\"batch\":0,\"imgsz\":100,\"epohcs\":5,\"img\":320,\"batch_size\":8}")))
        .containsExactly(
            "imgsz is 100: give a multiple of 32, for example 128",
            "batch is 0: give a whole number from 1 to 65536",
            "unknown field \"epohcs\"; did you mean \"epochs\"?",
            "unknown field \"img\"; did you mean \"imgsz\"?",
            "unknown field \"batch_size\"; did you mean \"batch\"?");
  }

  @Test
  void saysWhatWouldDoForEachKindOfDetectionOption() {
    assertThat(
            problems(
                SMALLEST.replace(
                    "}",
                    ",\"rect\":1,\"label_smoothing\":2,\"freeze\":[-1],\"device\":\"gpu\",\"cache\":\"rma\"}")))
        .containsExactly(
            "label_smoothing is 2: give a number from 0.0 to 1.0",
            "freeze is [-1]: give whole numbers from 0 to 10000",
            "device: \"gpu\" is no device: give \"cpu\", or numbers of GPUs like \"0\" or \"0,1\"",
            "rect is 1: give true or false",
            "cache \"rma\" is unknown: use one of none, ram, disk; did you mean \"ram\"?");
  }

  @ParameterizedTest
  @CsvSource({"'',cpu", "cpu,cpu", "0,0", "cuda:0,0", "'0,1','0,1'", "'cuda:1,0','1,0'", "07,7"})
  void takesDevicesAsYolov9SpellsThem(String given, String read) throws Exception {
    String json = SMALLEST.replace("}", ",\"device\":\"%s\"}".formatted(given));
    Request request = RequestReader.read(json.getBytes(UTF_8), "r");
    assertThat(((Request.Train) request).spec().detection().device()).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"device", "pool", "max_size", "checkpoint_every", "notify_url"})
  void takesNoListForAText(String field) {
    assertThat(problems(SMALLEST.replace("}", ",\"%s\":[0,1]}".formatted(field))))
        .containsExactly(field + " is [0,1]: give a text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint_every", "max_unsaved"})
  void takesNoTimeThatWorkersCannotCount(String field) {
    assertThat(problems(SMALLEST.replace("}", ",\"%s\":\"9999999h\"}".formatted(field))))
        .containsExactly(field + ": \"9999999h\" is too long: give at most 8760h");
    assertThat(problems(SMALLEST.replace("}", ",\"%s\":\"8760h\",\"x\":1}".formatted(field))))
        .containsExactly("unknown field \"x\"");
  }

  @Test
  void namesSoManyProblemsAndNoMore() {
    String fields =
        IntStream.range(0, 30).mapToObj(i -> ",\"x%d\":1".formatted(i)).collect(joining());
    assertThat(problems(SMALLEST.replace("}", fields + "}"))).hasSize(21).endsWith("and 10 more");
    assertThat(problems(SMALLEST.replace("}", ",\"imgsz\":\"%s\"}".formatted("9".repeat(5000)))))
        .singleElement()
        .asString()
        .hasSizeLessThan(1100)
        .startsWith("imgsz is \"999");
  }

  @Test
  void refusesAGpuThatIsNamedTwice() {
    assertThat(problems(SMALLEST.replace("}", ",\"device\":\"0,1,0\"}")))
        .containsExactly("device: \"0,1,0\" names a GPU twice: name each once");
  }

  @Test
  void refusesJobNamesThatCouldLeaveTheirFolder() {
    assertThat(problems(SMALLEST.replace("exp1", "../exp1")))
        .singleElement()
        .asString()
        .contains("\"../exp1\"");
    assertThat(problems(SMALLEST.replace("exp1", "a..b")))
        .singleElement()
        .asString()
        .contains("\"..\"");
  }

  @Test
  void refusesOtherVersionsAndWhatIsNoJsonWithWhatToDo() {
    assertThat(problems(SMALLEST.replace("\"version\":1", "\"version\":2")))
        .containsExactly(
            "version is 2, this release reads version 1: set \"version\":1 or upgrade");
    assertThat(problems("epochs 5")).singleElement().asString().startsWith("not JSON");
    assertThat(problems("[]")).singleElement().asString().startsWith("not a JSON object");
    assertThat(problems(SMALLEST.replace("train\"", "trian\"")))
        .singleElement()
        .asString()
        .contains("use one of train");
  }

  @Test
  void saysWhichRequiredFieldIsMissing() {
    assertThat(problems("{\"version\":1,\"type\":\"train\",\"job\":\"a\",\"cfg\":\"gelan-t\"}"))
        .containsExactly("data is missing: add for example \"data\":\"/data/set/data.yaml\"");
    assertThat(problems("{\"version\":1,\"type\":\"extend\",\"job\":\"a\"}"))
        .containsExactly("epochs is missing: add for example \"epochs\":1");
    assertThat(problems("{\"version\":1,\"type\":\"rewind\",\"job\":\"a\",\"from\":\"x\"}"))
        .singleElement()
        .asString()
        .startsWith("from is \"x\": give a whole number");
  }

  /** A scheduler that took a part of a state for a job could not schedule any more, for good. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"job\":\"exp1\",\"status\":\"PAUSED\"}",
        "{\"job\":\"exp1\",\"status\":\"PAUSED\",\"spec\":{\"task\":\"tiny\"}}",
        "[]"
      })
  void restoresNoStateThatIsIncomplete(String state) {
    assertThat(
            problems(
                "{\"version\":1,\"type\":\"restore\",\"job\":\"exp1\",\"state\":%s}"
                    .formatted(state)))
        .containsExactly("state is missing or incomplete: let baton admin rebuild write it");
  }

  @Test
  void restoresNoJobOfAPoolThatCannotBeATopic() throws Exception {
    Request.Restore restore =
        MessageSamples.all().stream()
            .filter(Request.Restore.class::isInstance)
            .map(Request.Restore.class::cast)
            .findFirst()
            .orElseThrow();
    String json = new String(RequestReader.write(restore), UTF_8);
    assertThat(problems(json.replace("\"pool\":\"default\"", "\"pool\":\"my pool\"")))
        .containsExactly(
            "state.spec.pool: \"my pool\" cannot be used: use a-z 0-9 and -, at most 31");
  }

  @Test
  void aNameThatOthersHaveToShowIsShortAndItsRefusalToo() {
    String longer = "a".repeat(5000);
    assertThat(
            problems(
                SMALLEST.replace(
                    "{", "{\"requestId\":\"%s\",\"owner\":\"%s\",".formatted(longer, longer))))
        .containsExactly(
            "requestId has 5000 characters: give at most 128",
            "owner has 5000 characters: give at most 128");
  }

  private static List<String> problems(String json) {
    return catchThrowableOfType(
            MessageFormatException.class, () -> RequestReader.read(json.getBytes(UTF_8), "r"))
        .problems();
  }

  @Test
  void nothingButTheDataMayBeAllowedToDiffer() throws Exception {
    Request rerun = new Request.Rerun("exp1", Optional.of(Branch.DATA), "r-1");
    assertThat(RequestReader.read(RequestReader.write(rerun), "")).isEqualTo(rerun);
    for (String field : List.of("names", "cfg", "imgsz")) {
      String request =
          "{\"version\":1,\"type\":\"rerun\",\"job\":\"exp1\",\"allow\":\"%s\"}".formatted(field);
      assertThatThrownBy(() -> RequestReader.read(request.getBytes(UTF_8), "r"))
          .hasMessageContaining("allow: ")
          .hasMessageContaining("start a new job");
    }
  }
}
