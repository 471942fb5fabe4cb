package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.config.BatonYaml;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A project's {@code baton.yaml}, and what {@code baton config} says of it. */
class ConfigCommandTest {
  private static final String OUTSIDE =
      "kafka: kafka:9092\nstore: s3://bucket/team\nstore-endpoint: http://me:hush@minio:9000\n";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void isFoundInAFolderAbove() throws Exception {
    write("train:\n  cfg: gelan-t\n");
    Path below = Files.createDirectories(folder.resolve("a/b"));
    assertThat(BatonYaml.find(below).file()).contains(folder.resolve("baton.yaml"));
  }

  @Test
  void tellsWhereEachSettingCameFrom() throws Exception {
    write(OUTSIDE);
    Map<String, String> environment =
        Map.of("BATON_STORE", "s3://other", "AWS_SECRET_ACCESS_KEY", "hush");
    JsonNode settings = settings(environment, "--kafka", "typed:1");
    assertThat(setting(settings, "kafka")).isEqualTo("typed:1 FLAG --kafka");
    assertThat(setting(settings, "store")).isEqualTo("s3://other ENVIRONMENT BATON_STORE");
    assertThat(setting(settings, "store-endpoint"))
        .isEqualTo("http://(hidden)@minio:9000 FILE " + folder.resolve("baton.yaml"));
    assertThat(setting(settings, "AWS_SECRET_ACCESS_KEY"))
        .isEqualTo("(hidden) ENVIRONMENT AWS_SECRET_ACCESS_KEY");
    assertThat(setting(settings, "train.imgsz")).isEqualTo("640 DEFAULT ");
    assertThat(out.toString()).doesNotContain("hush");
  }

  @Test
  void givesTrainItsDefaultsWithPathsFromWhereTheFileLies() throws Exception {
    write(
        """
        train:
          cfg: gelan-t
          data: sets/data.yaml
          img: 320
          close_mosaic: 3
          rect: true
        """);
    int status =
        run(Map.of(), "train", "--img-size", "64", "--dry-run", "--skip-checks", "--name", "n");
    assertThat(status).as(err.toString()).isZero();
    JsonNode request = Json.MAPPER.readTree(out.toString().substring(out.toString().indexOf('{')));
    assertThat(request.path("imgsz").asInt()).as("typed").isEqualTo(64);
    assertThat(request.path("cfg").asText()).isEqualTo("gelan-t");
    assertThat(request.path("data").asText())
        .isEqualTo(folder.resolve("sets/data.yaml").toString());
    assertThat(request.path("close_mosaic").asInt()).isEqualTo(3);
    assertThat(request.path("rect").asBoolean()).isTrue();

    JsonNode settings = settings(Map.of());
    assertThat(setting(settings, "train.imgsz")).startsWith("320 FILE ");
  }

  @Test
  void showsTheOptionsOfEveryCommandThatTheFileMaySet() throws Exception {
    write("up:\n  workers: 3\nworker:\n  pool: gpu\n");
    JsonNode settings = settings(Map.of("BATON_HTTP_TOKEN", "hush"));
    String file = " FILE " + folder.resolve("baton.yaml");
    assertThat(setting(settings, "up.workers")).isEqualTo("3" + file);
    assertThat(setting(settings, "up.threads")).isEqualTo("1 DEFAULT ");
    assertThat(setting(settings, "worker.pool")).isEqualTo("gpu" + file);
    assertThat(setting(settings, "worker.hang-after")).isEqualTo("60s DEFAULT ");
    assertThat(setting(settings, "BATON_HTTP_TOKEN"))
        .isEqualTo("(hidden) ENVIRONMENT BATON_HTTP_TOKEN");
  }

  @Test
  void aFolderThatIsTypedIsAFleetOfItsOwn() throws Exception {
    write(OUTSIDE);
    assertThat(run(Map.of(), "jobs", "--dir", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("No fleet runs in " + folder);
    assertThat(run(Map.of("BATON_DIR", "x"), "config")).isZero();
    assertThat(out.toString()).doesNotContain("kafka:9092");
  }

  @Test
  void namesTheFleetOfItsFolderByTheFolderOfTheFile() throws Exception {
    write("dir: fleet\n");
    assertThat(run(Map.of(), "status")).isEqualTo(1);
    assertThat(err.toString()).contains("No fleet runs in " + folder.resolve("fleet"));
  }

  @Test
  void refusesWhatNoCommandHas() throws Exception {
    assertRefused("kafak: x\n", "there is no key kafak; did you mean \"kafka\"?");
    assertRefused("train:\n  bacth: 3\n", "train: bacth cannot be set there; did you mean");
    assertRefused("train:\n  evolve: 3\n", "train: evolve cannot be set there");
    assertRefused("train:\n  cos-lr: true\n", "train: cos-lr cannot be set there");
    assertRefused("train:\n  freeze: [1, 2]\n", "train: freeze: give a single value");
    assertRefused("train: 3\n", "train: write lines of the form `option: value`");
    assertRefused("dir: x\nkafka: k:1\n", "names dir, a fleet on this machine, and outside");
    assertRefused("train: [\n", "line 2 is no YAML");
  }

  @Test
  void namesTheFileWhoseValueIsWrong() throws Exception {
    write("train:\n  cfg: gelan-t\n  data: d\n  batch: many\n");
    assertThat(run(Map.of(), "train", "--dry-run")).isEqualTo(2);
    assertThat(err.toString()).contains("\"many\": give a whole number");
  }

  private void assertRefused(String text, String why) throws IOException {
    write(text);
    assertThatThrownBy(() -> run(Map.of(), "version"))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageStartingWith(folder.resolve("baton.yaml").toString())
        .hasMessageContaining(why);
  }

  private JsonNode settings(Map<String, String> environment, String... arguments)
      throws IOException {
    out.getBuffer().setLength(0);
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[0] = "config";
    all[1] = "--json";
    assertThat(run(environment, all)).as(err.toString()).isZero();
    return Json.MAPPER.readTree(out.toString());
  }

  private static String setting(JsonNode settings, String name) {
    for (JsonNode row : settings) {
      if (row.path("setting").asText().equals(name)) {
        return "%s %s %s"
            .formatted(
                row.path("value").asText(), row.path("from").asText(), row.path("where").asText());
      }
    }
    throw new AssertionError("No setting %s in %s".formatted(name, settings));
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("baton.yaml"), text);
  }

  private int run(Map<String, String> environment, String... arguments) {
    CommandLine baton = BatonCommand.commandLine(BatonYaml.find(folder), environment);
    baton.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return baton.execute(arguments);
  }
}
