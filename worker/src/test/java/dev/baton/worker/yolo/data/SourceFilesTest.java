package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceFilesTest {
  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    for (String name : new String[] {"b.jpg", "a.PNG", "notes.md", "c d.webp"}) {
      Files.createFile(folder.resolve(name));
    }
    Files.createDirectories(folder.resolve("deeper"));
    Files.createFile(folder.resolve("deeper/e.jpg"));
  }

  @Test
  void aFolderGivesItsOwnImagesSorted() throws IOException {
    assertThat(SourceFiles.find(folder.toString()))
        .containsExactly(file("a.PNG"), file("b.jpg"), file("c d.webp"));
  }

  @Test
  void aPatternGivesWhatItMatches() throws IOException {
    assertThat(SourceFiles.find(folder + "/*.{jpg,webp}"))
        .containsExactly(file("b.jpg"), file("c d.webp"));
  }

  @Test
  void aListKeepsItsOrder() throws IOException {
    Path list = folder.resolve("list.txt");
    Files.writeString(list, "%s%n%n %s %n".formatted(file("b.jpg"), file("deeper/e.jpg")));
    assertThat(SourceFiles.find(list.toString()))
        .containsExactly(file("b.jpg"), file("deeper/e.jpg"));
  }

  @Test
  void videosAreAmongTheFilesOfAFolder() throws IOException {
    Files.createFile(folder.resolve("bb.AVI"));
    assertThat(SourceFiles.find(folder.toString())).contains(file("bb.AVI"), file("b.jpg"));
    assertThat(SourceFiles.isVideo(file("bb.AVI"))).isTrue();
    assertThat(SourceFiles.isVideo(file("b.jpg"))).isFalse();
  }

  /** What a list names is looked for when its turn comes. */
  @Test
  void aFileOfAListNeedNotBeThere() throws IOException {
    Path list = Files.writeString(folder.resolve("list.txt"), "gone.jpg");
    assertThat(SourceFiles.find(list.toString())).containsExactly(Path.of("gone.jpg"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, Camera 0 cannot be read",
    "rtsp://camera/1, download it",
    "https://example.com/a.jpg, download it",
    "screen, is a stream",
    "nowhere, 'give a file, a folder, a quoted pattern'"
  })
  void whatCannotBeReadIsRefusedWithWhatToGive(String source, String message) {
    assertThatThrownBy(() -> SourceFiles.find(source))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFileOfAnotherKindAndAFolderWithoutImagesAreRefused() throws IOException {
    assertThatThrownBy(() -> SourceFiles.find(file("notes.md").toString()))
        .hasMessageContaining("has no image's ending");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> SourceFiles.find(empty.toString()))
        .hasMessageContaining("leads to no image or video");
  }

  private Path file(String name) {
    return folder.resolve(name);
  }
}
