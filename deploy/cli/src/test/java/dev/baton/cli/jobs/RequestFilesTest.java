package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestFilesTest {
  @TempDir Path folder;

  @Test
  void takesTheNameOfABuiltInModelAsItIs() {
    assertThat(RequestFiles.model("gelan-t")).isEqualTo("gelan-t");
  }

  @Test
  void tellsWhoeverGivesThePathOfAModelElsewhereItsNameHere() {
    assertThatThrownBy(() -> RequestFiles.model("mine/gelan-t.yaml"))
        .hasMessage(
            "--cfg mine/gelan-t.yaml: there is no such file; write --cfg gelan-t for the built-in model");
  }

  @Test
  void takesThePathOfYolov9sOwnModelFileForTheBuiltInModel() {
    assertThat(RequestFiles.model("models/detect/gelan-t.yaml")).isEqualTo("gelan-t");
    assertThat(RequestFiles.model("/y/models/detect/yolov9-c.yaml")).isEqualTo("yolov9-c");
  }

  @Test
  void knowsTheDefaultHyperParametersByName() {
    assertThat(RequestFiles.hyp("scratch-high")).isEmpty();
    assertThat(RequestFiles.hyp("data/hyps/hyp.scratch-high.yaml")).isEmpty();
  }

  @Test
  void namesFileAndLineOfWhatIsNoYaml() throws Exception {
    Path file = Files.writeString(folder.resolve("hyp.yaml"), "lr0: 0.01\nlrf: [\n");
    assertThatThrownBy(() -> RequestFiles.hyp(file.toString()))
        .hasMessageStartingWith("--hyp %s, line 3 is no YAML: ".formatted(file));
  }

  @Test
  void namesTheHyperParameterThatIsNoNumber() throws Exception {
    Path file = Files.writeString(folder.resolve("hyp.yaml"), "lr0: much\n");
    assertThatThrownBy(() -> RequestFiles.hyp(file.toString()))
        .hasMessage("--hyp %s: lr0 is much; give a number".formatted(file));
  }

  @Test
  void staysCalmOverKeysThatAreNoTexts() throws Exception {
    Path file = Files.writeString(folder.resolve("hyp.yaml"), "~: 1\n");
    assertThat(RequestFiles.hyp(file.toString())).containsOnlyKeys("null"); // refused as unknown
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThatThrownBy(() -> RequestFiles.model("/"))
        .hasMessage("--cfg /: there is no such file; give the path of a YAML file");
    assertThatThrownBy(() -> RequestFiles.hyp("nowhere.yaml"))
        .hasMessage("--hyp nowhere.yaml: there is no such file; give the path of a YAML file");
  }
}
