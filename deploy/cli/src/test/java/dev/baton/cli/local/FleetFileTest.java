package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetFileTest {
  @TempDir Path temporary;
  private FleetFolder folder;

  @BeforeEach
  void createTheFolder() throws IOException {
    folder = new FleetFolder(temporary.resolve("fleet"));
    folder.create();
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    FleetFile file = fleetFile();
    file.write(folder);
    assertThat(FleetFile.find(folder)).contains(file);
  }

  @Test
  void onlyItsOwnerMayReadItAndItsTextHidesTheKeys() throws IOException {
    fleetFile().write(folder);
    assertThat(Files.getPosixFilePermissions(folder.fleetFile()))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThat(fleetFile()).asString().doesNotContain("hush");
  }

  @Test
  void leavesNothingBehindWhereItCannotBeWritten() throws IOException {
    Files.createDirectories(folder.fleetFile().resolve("in the way"));
    assertThatThrownBy(() -> fleetFile().write(folder)).isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.list(folder.path())) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.endsWith(".tmp"));
    }
  }

  @Test
  void aFolderWithoutFileHasNoFleet() {
    assertThat(FleetFile.find(folder)).isEmpty();
  }

  @Test
  void saysWhatToDoAboutAFileThatIsDamagedOrNewer() throws IOException {
    Files.writeString(folder.fleetFile(), "{\"version\":1,");
    assertThatThrownBy(() -> FleetFile.find(folder))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("Remove that file");

    Files.writeString(folder.fleetFile(), "{\"version\":2}");
    assertThatThrownBy(() -> FleetFile.find(folder))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("has version 2, this Baton reads 1");
  }

  private static FleetFile fleetFile() {
    ProcessIdentity process = new ProcessIdentity(17, Instant.parse("2026-01-02T03:04:05Z"));
    return new FleetFile(1, FleetPorts.USUAL, "baton", "hush", process, Map.of("broker", process));
  }
}
