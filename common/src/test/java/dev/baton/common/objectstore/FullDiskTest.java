package dev.baton.common.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class FullDiskTest {
  @Test
  @EnabledOnOs(OS.LINUX) // which has a device that is always full
  void knowsTheFailureOfAWriteWithoutRoomHoweverItIsWrapped() {
    Throwable failure = catchThrowable(() -> Files.write(Path.of("/dev/full"), new byte[1]));
    assertThat(failure).isInstanceOf(IOException.class);
    assertThat(FullDisk.isBehind(failure)).isTrue();
    assertThat(FullDisk.isBehind(new UncheckedIOException((IOException) failure))).isTrue();
  }

  @Test
  void knowsIt() {
    assertThat(FullDisk.isBehind(new FileSystemException("/x", null, "No space left on device")))
        .isTrue();
    assertThat(FullDisk.isBehind(new FileSystemException("/x", null, "Disk quota exceeded")))
        .isTrue();
    assertThat(FullDisk.isBehind(new NoSuchFileException("/x"))).isFalse();
    assertThat(FullDisk.isBehind(new IOException())).isFalse();
  }
}
