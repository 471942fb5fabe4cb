package dev.baton.common.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.dataset.ShardTar.UnpackedFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTarTest {
  @TempDir Path folder;

  @Test
  void unpacksWhatItPacked() throws Exception {
    String deep = "images/" + "a".repeat(120) + "/ein Bild – 0.png";
    List<PackedFile> files = List.of(file("labels/0.txt", "0 1 2"), file(deep, "pixels"));
    List<UnpackedFile> unpacked = ShardTar.unpack(tar(files), folder);
    assertThat(unpacked).extracting(UnpackedFile::path).containsExactly("labels/0.txt", deep);
    assertThat(folder.resolve("labels/0.txt")).hasContent("0 1 2");
    assertThat(folder.resolve(deep)).hasContent("pixels");
  }

  @Test
  void equalFilesGiveEqualBytes() throws Exception {
    List<PackedFile> files = List.of(file("a.txt", "a"), file("b.txt", "b"));
    assertThat(tar(files)).isEqualTo(tar(files));
  }

  @Test
  void refusesAFileThatHasChangedSinceItWasRead() {
    PackedFile read = file("a.txt", "then");
    PackedFile now =
        new PackedFile(
            "a.txt", 4, read.sha256(), () -> new ByteArrayInputStream("now!".getBytes()));
    assertThatThrownBy(() -> tar(List.of(now)))
        .hasMessage("a.txt has changed since it was read; push again when nothing writes there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil", "a/../../evil", "/evil", "a//b", "./a", "a\\..\\b", "a\nb", "a/"})
  void neitherPacksNorUnpacksAPathThatCouldLeaveTheFolder(String path) throws Exception {
    assertThatThrownBy(() -> file(path, "x")).isInstanceOf(IllegalArgumentException.class);
    byte[] tar = tarOf(path, TarConstants.LF_NORMAL);
    assertThatThrownBy(() -> ShardTar.unpack(tar, folder.resolve("in")))
        .isInstanceOf(IllegalArgumentException.class);
    assertNothingWritten();
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_FIFO,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK
      })
  void neverMakesALinkOrADevice(byte kind) throws Exception {
    byte[] tar = tarOf("images/0.png", kind);
    assertThatThrownBy(() -> ShardTar.unpack(tar, folder.resolve("in")))
        .hasMessageContaining("images/0.png is no regular file");
    assertNothingWritten();
  }

  private void assertNothingWritten() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).containsExactly(folder);
    }
  }

  private static PackedFile file(String path, String text) {
    return PackedFile.of(path, text.getBytes(UTF_8));
  }

  private static byte[] tar(List<PackedFile> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ShardTar.write(files, out);
    return out.toByteArray();
  }

  /** As no push would write it: a good file first, then the one in question. */
  private static byte[] tarOf(String path, byte kind) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.putArchiveEntry(new TarArchiveEntry("good.txt"));
      tar.closeArchiveEntry();
      TarArchiveEntry entry = new TarArchiveEntry(path, kind, true);
      entry.setLinkName("/etc/passwd");
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }
}
