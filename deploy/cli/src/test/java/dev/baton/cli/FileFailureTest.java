package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileFailureTest {
  @Test
  void saysWhatToDo() {
    assertThat(FileFailure.sentence(new AccessDeniedException("/x")))
        .isEqualTo(
            "/x: you may not read or write there; choose another place, or change its permissions");
    assertThat(FileFailure.sentence(new NoSuchFileException("/proc/x")))
        .isEqualTo("/proc/x is not there and cannot be made; give another path");
    assertThat(FileFailure.sentence(new FileSystemException("/x", null, "No space left on device")))
        .isEqualTo("/x: the disk is full; free some space, or choose another place");
    assertThat(FileFailure.sentence(new FileSystemException("/x/logs", null, "Not a directory")))
        .isEqualTo("/x/logs: a folder above it is a file; give another path");
    assertThat(FileFailure.sentence(new FileSystemException("/x", null, "Odd thing")))
        .isEqualTo("/x cannot be used: Odd thing");
    assertThat(FileFailure.sentence(new FileSystemException("/x")))
        .isEqualTo("/x cannot be used; give another path");
    assertThat(FileFailure.sentence(new FileAlreadyExistsException("/x")))
        .isEqualTo("/x is there already, and is no folder; give another path");
    assertThat(FileFailure.sentence(new IOException("it is no image"))).isEqualTo("it is no image");
  }
}
