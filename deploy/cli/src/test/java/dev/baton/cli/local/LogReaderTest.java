package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
  @TempDir Path temporary;
  private Path log;

  @BeforeEach
  void nameTheLog() {
    log = temporary.resolve("child.log");
  }

  @Test
  void beginsAtTheLastLines() throws IOException {
    append("one\ntwo\nthree\n");
    assertThat(LogReader.atLast(2, log).newLines()).containsExactly("two", "three");
    assertThat(LogReader.atLast(9, log).newLines()).containsExactly("one", "two", "three");
    assertThat(LogReader.atLast(0, log).newLines()).isEmpty();
  }

  @Test
  void givesALineWhenItIsFinished() throws IOException {
    LogReader reader = LogReader.atLast(10, log);
    assertThat(reader.newLines()).isEmpty();
    append("one\ntw");
    assertThat(reader.newLines()).containsExactly("one");
    append("o\n");
    assertThat(reader.newLines()).containsExactly("two");
  }

  @Test
  void readsFromTheBeginningOfANewFile() throws IOException {
    append("a long line of the old file\n");
    LogReader reader = LogReader.atLast(0, log);
    append("cut off by a ki");
    assertThat(reader.newLines()).isEmpty();
    Files.delete(log);
    append("new\n");
    assertThat(reader.newLines()).containsExactly("new");
  }

  private void append(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
