package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.worker.attempt.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DataYamlTest {
  @TempDir Path folder;

  @Test
  void pathsAreRelativeToPathAndThatToTheFile() throws IOException {
    DataYaml yaml = read("path: set\ntrain: images/train\nval: [a, /b.txt]\nnames: {1: y, 0: x}\n");
    assertThat(yaml.root()).isEqualTo(folder.resolve("set"));
    assertThat(yaml.train()).containsExactly(folder.resolve("set/images/train"));
    assertThat(yaml.val()).containsExactly(folder.resolve("set/a"), Path.of("/b.txt"));
    assertThat(yaml.classNames()).containsExactly("x", "y");
  }

  @Test
  void withoutPathTheFilesFolderIsTheRoot() throws IOException {
    DataYaml yaml = read("train: t\nval: v\nnames: [x]\nnc: 17\ndownload: rm -rf /\n");
    assertThat(yaml.root()).isEqualTo(folder);
    assertThat(yaml.train()).containsExactly(folder.resolve("t"));
    assertThat(yaml.classNames()).containsExactly("x");
  }

  @Test
  void aPathThatPointsOneLevelTooHighIsCorrected() throws IOException {
    Files.createDirectories(folder.resolve("train/images"));
    DataYaml yaml = read("train: ../train/images\nval: ../valid/images\nnames: [x]\n");
    assertThat(yaml.train()).containsExactly(folder.resolve("train/images"));
  }

  @Test
  void aTestSplitMayBeLeftOut() throws IOException {
    assertThat(read("train: t\nval: v\nnames: [x]\n").entries(Split.TEST)).isEmpty();
    assertThat(read("train: t\nval: v\ntest: # none\nnames: [x]\n").entries(Split.TEST)).isEmpty();
    assertThat(read("train: t\nval: v\ntest: [a, b]\nnames: [x]\n").entries(Split.TEST))
        .containsExactly(folder.resolve("a"), folder.resolve("b"));
  }

  static Arguments[] wrong() {
    return new Arguments[] {
      Arguments.of("", "must have the keys train, val and names"),
      Arguments.of("just text", "must have the keys train, val and names"),
      Arguments.of("train: a\nnames: [x]\n", "has no key val; it needs train, val and names"),
      Arguments.of("train: a\nval: b\n", "has no key names"),
      Arguments.of("train: [\nval: b\n", "line 3 is no YAML: expected ',' or ']'"),
      Arguments.of("train: {a: b}\nval: b\nnames: [x]\n", "line 1: train has a value that is no"),
      Arguments.of("train: a\nval: []\nnames: [x]\n", "line 2: val is an empty list"),
      Arguments.of("train: a\nval: b\nnames: []\n", "line 3: names is empty"),
      Arguments.of("train: a\nval: b\nnames: cat\n", "line 3: names must be a list of class"),
      Arguments.of("train: a\nval: b\nnames:\n  0: x\n  2: y\n", "line 4: names must number its"),
      Arguments.of(
          "train: a\nval: b\nnames:\n  x: 0\n", "line 4: names has the key x, which is no"),
      Arguments.of("train: a\nval: b\nnames:\n  0: x\n  00: y\n", "names has class 0 twice"),
      Arguments.of("train: a\nval: b\nnames: [[x]]\n", "line 3: names has a value that is no text"),
    };
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsWrongIsNamedWithFileAndLine(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(TrainerException.class)
        .hasMessageStartingWith(folder.resolve("data.yaml").toString())
        .hasMessageContaining(message)
        .extracting(e -> ((TrainerException) e).kind())
        .isEqualTo(TrainerException.Kind.BAD_INPUT);
  }

  @Test
  void aFileThatIsNotThereMayBeVisibleElsewhere() {
    TrainerException e =
        catchThrowableOfType(
            TrainerException.class, () -> DataYaml.read(folder.resolve("nowhere.yaml")));
    assertThat(e.kind()).isEqualTo(TrainerException.Kind.DATA_NOT_VISIBLE);
    assertThat(e).hasMessageContaining("nowhere.yaml is not there or not readable");
  }

  @Test
  void aFolderIsRefused() {
    assertThatThrownBy(() -> DataYaml.read(folder))
        .hasMessageContaining("is a folder; give the path of the data.yaml in it");
  }

  private DataYaml read(String text) throws IOException {
    return DataYaml.read(Files.writeString(folder.resolve("data.yaml"), text));
  }
}
