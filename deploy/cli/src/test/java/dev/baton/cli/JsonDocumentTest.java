package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Message;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Progress.WorkerState;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code docs/json.md} against the records that commands print. */
class JsonDocumentTest {
  private static final Pattern FIELD =
      Pattern.compile("^\\| `(\\w+)` \\| ([a-z, ]+) \\|(.*)\\|$", Pattern.MULTILINE);

  private static final Pattern CONSTANT = Pattern.compile("`([A-Z_]{2,})`");

  @ParameterizedTest
  @CsvSource({
    "baton jobs, jobs.JobRow",
    "baton workers, jobs.WorkerRow",
    "baton top, jobs.FleetGlance",
    "baton top: jobs, jobs.FleetGlance$JobProgress",
    "baton train, jobs.TrainCommand$Submitted",
    "baton checkpoints, jobs.CheckpointRow",
    "baton verify, proof.VerifyRow",
    "baton du, jobs.JobUsage",
    "baton data check, data.CheckReport$Report",
    "baton data check: problems, data.CheckReport$Found",
    "baton data list, data.DatasetRow",
    "baton data push, data.DataPushCommand$Pushed",
    "baton status, local.StatusCommand$Status",
    "baton status: children, local.StatusCommand$Child",
    "baton doctor, doctor.Finding",
    "baton config, config.Setting",
    "baton val, val.ValidationResult",
    "baton val: classes, val.ValidationResult$ClassResult",
    "baton model, model.ModelCommand$Described",
    "baton model: layers, worker.yolo.model.ModelSummary$Row",
    "baton predict, predict.PredictionTally$Summary",
    "baton predict: failed, predict.PredictionTally$Failure",
  })
  void namesEveryFieldInItsOrderAndType(String section, String record) throws Exception {
    Map<String, String> documented = new LinkedHashMap<>();
    Matcher field = FIELD.matcher(section(section));
    Map<String, String> words = new LinkedHashMap<>();
    while (field.find()) {
      documented.put(field.group(1), field.group(2));
      words.put(field.group(1), field.group(3));
    }
    Map<String, String> printed = new LinkedHashMap<>();
    for (RecordComponent component :
        Class.forName("dev.baton." + record.replaceFirst("^(?!worker\\.)", "cli."))
            .getRecordComponents()) {
      printed.put(component.getName(), type(component.getGenericType()));
      if (component.getType().isEnum()) {
        assertThat(constants(words.getOrDefault(component.getName(), "")))
            .as("values of %s", component.getName())
            .isNotEmpty()
            .isSubsetOf(
                Arrays.stream(component.getType().getEnumConstants())
                    .map(Object::toString)
                    .toList());
      }
    }
    assertThat(documented.entrySet()).containsExactlyElementsOf(printed.entrySet());
  }

  @Test
  void namesTheStatesOfWorkers() throws Exception {
    Stream<String> states =
        Arrays.stream(WorkerState.values())
            .filter(state -> state != WorkerState.LEAVING) // those are not listed
            .map(WorkerState::name);
    assertThat(section("baton workers")).contains(states.toArray(String[]::new));
  }

  @Test
  void hasASectionForEveryCommandThatPrintsJson() throws Exception {
    String page = page();
    List<String> printing =
        all(BatonCommand.commandLine())
            .map(CommandLine::getCommandSpec)
            .filter(command -> command.findOption("--json") != null)
            .map(command -> "## " + command.qualifiedName())
            .toList();
    assertThat(printing).isNotEmpty();
    assertThat(page.lines()).containsAll(printing);
  }

  /** Their fields are pinned with the messages; here they must be whole and in order. */
  @Test
  void showsMessagesAsWatchPrintsThem() throws Exception {
    List<String> lines =
        section("baton watch").lines().filter(line -> line.startsWith("{")).toList();
    assertThat(lines).hasSize(3);
    for (String line : lines) {
      Message message = MessageCodec.decode(line.getBytes(UTF_8), Message.class);
      assertThat(new String(MessageCodec.encode(message), UTF_8)).isEqualTo(line);
    }
  }

  private static Stream<CommandLine> all(CommandLine group) {
    return group.getSubcommands().values().stream()
        .flatMap(command -> Stream.concat(Stream.of(command), all(command)));
  }

  /** The words in capitals that a field's row speaks of. */
  private static List<String> constants(String words) {
    return CONSTANT.matcher(words).results().map(found -> found.group(1)).toList();
  }

  private static String type(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Optional.class
          ? type(generic.getActualTypeArguments()[0]) + ", absent"
          : Collection.class.isAssignableFrom((Class<?>) generic.getRawType()) ? "array" : "object";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == Instant.class) {
      return "time";
    }
    Class<?> plain = (Class<?>) type;
    return plain.isPrimitive() || Number.class.isAssignableFrom(plain) ? "number" : "text";
  }

  private static String section(String title) throws IOException {
    String rest = page().split("(?m)^## " + Pattern.quote(title) + "$", 2)[1];
    return rest.split("(?m)^## ", 2)[0];
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../../docs/json.md"));
  }
}
