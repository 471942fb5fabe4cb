package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCacheTest {
  private static final long USUAL_BYTES = 100;

  @TempDir Path temporary;
  private YoloFolder folder;
  private DetectionDataset dataset;

  @BeforeEach
  void openVectors() throws IOException {
    folder = YoloFolder.ofVectors(temporary.resolve("set"), Vectors::boxLabels);
    dataset = DetectionDataset.open(folder.dataYaml(), Optional.empty(), new MemoryIndexes());
  }

  @Test
  void inMemoryAllImagesAreKeptIfATenthMoreIsFree() {
    MemoryCache cache = new MemoryCache(() -> 1_101);
    assertThat(cache.keptBytes(1_000, USUAL_BYTES)).isEqualTo(1_000);
    try (LogLines log = LogLines.of(MemoryCache.class)) {
      assertThat(new MemoryCache(() -> 1_099).keptBytes(1_000, USUAL_BYTES)).isEqualTo(USUAL_BYTES);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .startsWith("cache ram: the images take");
    }
  }

  @Test
  void whatOneSplitWillTakeIsNotPromisedToTheOther() {
    MemoryCache cache = new MemoryCache(() -> 1_500);
    assertThat(cache.keptBytes(1_000, USUAL_BYTES)).isEqualTo(1_000);
    assertThat(cache.keptBytes(1_000, USUAL_BYTES)).isEqualTo(USUAL_BYTES);
    assertThat(cache.keptBytes(400, USUAL_BYTES)).isEqualTo(400);
  }

  @Test
  void keptImagesAreReadOnce() throws IOException {
    DetectionDataset kept = dataset.withCache(new MemoryCache(() -> Long.MAX_VALUE));
    String once;
    try (ResizedImages images = resized(kept, 0);
        Mat image = images.image(3)) {
      once = Vectors.crc(image);
      Files.delete(folder.path("images/train/3.png"));
      try (Mat again = images.image(3)) {
        assertThat(Vectors.crc(again)).isEqualTo(once);
      }
    }
  }

  private static ResizedImages resized(DetectionDataset of, long keptBytes) {
    return new ResizedImages(of, of.train(), 64, ImageReader.Shrinking.BILINEAR, keptBytes);
  }

  @Test
  void onDiskDecodedImagesOutliveTheirFilesAndTheUsersFolderStaysAsItIs() throws IOException {
    List<Path> before = files(folder.path("."));
    Path caches = temporary.resolve("caches");
    DetectionDataset cached = dataset.withCache(new DiskCache(caches));
    IndexedImage image = cached.train().get(3);
    String decoded = crc(cached, image);
    assertThat(decoded).isEqualTo("D1DAB22B");
    assertThat(files(folder.path("."))).isEqualTo(before);
    assertThat(files(caches))
        .extracting(Path::getFileName)
        .extracting(Path::toString)
        .containsExactly(image.sha256() + ".bgr");

    Files.delete(folder.path("images/train/3.png"));
    assertThat(crc(dataset.withCache(new DiskCache(caches)), image)).isEqualTo(decoded);
  }

  @Test
  void aDamagedFileOfTheCacheIsMadeAgain() throws IOException {
    Path caches = temporary.resolve("caches");
    DetectionDataset cached = dataset.withCache(new DiskCache(caches));
    IndexedImage image = cached.train().get(3);
    String decoded = crc(cached, image);
    Path file = files(caches).getFirst();
    byte[] whole = Files.readAllBytes(file);
    byte[] flipped = whole.clone();
    flipped[500] ^= 1;
    for (byte[] damaged : List.of(flipped, new byte[5], Arrays.copyOf(whole, 600))) {
      Files.write(file, damaged);
      assertThat(crc(cached, image)).isEqualTo(decoded);
      assertThat(file).hasBinaryContent(whole);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsDoneWithout() throws IOException {
    Path noFolder = Files.writeString(temporary.resolve("file"), "");
    try (LogLines log = LogLines.of(DiskCache.class)) {
      DetectionDataset without = dataset.withCache(new DiskCache(noFolder.resolve("caches")));
      assertThat(crc(without, without.train().get(3))).isEqualTo("D1DAB22B");
      assertThat(log.warnings()).singleElement().asString().contains("going on without");
    }
  }

  @Test
  void theFolderIsTheWorkersOwn() {
    Path home = Path.of("/home/me");
    assertThat(DiskCache.folder(Map.of(), home))
        .hasToString("/home/me/.cache/baton/images/opencv-4.11.0");
    assertThat(DiskCache.folder(Map.of("XDG_CACHE_HOME", "/x"), home))
        .startsWithRaw(Path.of("/x/baton"));
    assertThat(DiskCache.folder(Map.of("BATON_CACHE_DIR", "/c", "XDG_CACHE_HOME", "/x"), home))
        .startsWithRaw(Path.of("/c/images"));
  }

  private static String crc(DetectionDataset of, IndexedImage image) {
    try (Mat decoded = of.decode(image)) {
      return Vectors.crc(decoded);
    }
  }

  private static List<Path> files(Path under) throws IOException {
    try (Stream<Path> paths = Files.walk(under)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
