package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainerException.Kind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionDatasetTest {
  @TempDir Path temporary;
  private final DataIndexes indexes = new MemoryIndexes();
  private YoloFolder folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = YoloFolder.ofVectors(temporary.resolve("set"), Vectors::boxLabels);
  }

  @Test
  void everythingThatTrainingNeedsIsIndexed() {
    DetectionDataset dataset = open(Optional.empty());
    assertThat(dataset.classNames()).containsExactly("a", "b", "c");
    assertThat(dataset.train())
        .extracting(IndexedImage::path)
        .containsExactly(
            "images/train/0.png",
            "images/train/1.png",
            "images/train/2.png",
            "images/train/3.png",
            "images/train/4.png",
            "images/train/5.png");
    IndexedImage last = dataset.val().getLast();
    assertThat(last.width()).isEqualTo(100);
    assertThat(last.height()).isEqualTo(37);
    assertThat(last.annotations().rows()).startsWith(2, .5f, .5f, .6f, .5f);
    assertThat(dataset.val().get(4).annotationsSha256()).isEmpty();
    assertThat(dataset.warnings()).isEmpty();
  }

  @Test
  void aCopyElsewhereHasTheSameDigest() throws IOException {
    YoloFolder copy = YoloFolder.ofVectors(temporary.resolve("copy"), Vectors::boxLabels);
    String digest = open(Optional.empty()).digest();
    assertThat(open(copy, Optional.empty()).digest()).isEqualTo(digest);
    copy.labels("train/4.txt", "");
    assertThat(open(copy, Optional.empty()).digest()).isNotEqualTo(digest);
  }

  @Test
  void aKnownIndexIsTakenWithoutReadingAnImage() throws IOException {
    String digest = open(Optional.empty()).digest();
    Files.writeString(folder.path("images/train/3.png"), "no longer an image");
    DetectionDataset again = open(Optional.of(digest));
    assertThat(again.digest()).isEqualTo(digest);
    assertThat(again.train()).hasSize(6);
    assertThat(again.train().get(3).annotations().rows()).hasSize(10);
  }

  @Test
  void anUnknownIndexIsMadeAgain() {
    String digest = open(Optional.empty()).digest();
    DataIndexes emptied = new MemoryIndexes();
    assertThat(DetectionDataset.open(folder.dataYaml(), Optional.of(digest), emptied).digest())
        .isEqualTo(digest);
    assertThat(emptied.find(digest)).isPresent();
  }

  @Test
  void aDamagedIndexIsMadeAgainAndReplaced() {
    String digest = open(Optional.empty()).digest();
    byte[] whole = indexes.find(digest).orElseThrow();
    indexes.save(digest, "{\"version\":1".getBytes(StandardCharsets.UTF_8));
    assertThat(open(Optional.of(digest)).train()).hasSize(6);
    assertThat(indexes.find(digest)).contains(whole);
  }

  @Test
  void anotherJobOfTheSameDataReplacesADamagedIndexToo() {
    String digest = open(Optional.empty()).digest();
    byte[] whole = indexes.find(digest).orElseThrow();
    indexes.save(digest, new byte[0]);
    open(Optional.empty());
    assertThat(indexes.find(digest)).contains(whole);
  }

  @Test
  void dataThatDiffersFromTheExpectedIsRefused() throws IOException {
    String digest = open(Optional.empty()).digest();
    folder.labels("train/4.txt", "0 .5 .5 .1 .1");
    assertRefused(
        Kind.BAD_INPUT,
        "go on with the data of now (baton rerun JOB --allow data), or start a new job",
        () -> DetectionDataset.open(folder.dataYaml(), Optional.of(digest), new MemoryIndexes()));
  }

  @Test
  void otherClassNamesThanExpectedAreRefused() throws IOException {
    String digest = open(Optional.empty()).digest();
    folder.write("data.yaml", "train: images/train\nval: images/val\nnames: [a, b, d]\n");
    assertRefused(
        Kind.BAD_INPUT,
        "names are now [a, b, d], but the job began with [a, b, c]",
        () -> open(Optional.of(digest)));
  }

  @Test
  void imagesThatAreNotMountedMayBeVisibleElsewhere() throws IOException {
    String digest = open(Optional.empty()).digest();
    Files.move(folder.path("images"), folder.path("unmounted"));
    assertRefused(
        Kind.DATA_NOT_VISIBLE, "is not there on this machine", () -> open(Optional.of(digest)));
    assertRefused(
        Kind.DATA_NOT_VISIBLE,
        folder.path("images/train") + " is not there on this machine",
        () -> DetectionDataset.open(folder.dataYaml(), Optional.of(digest), new MemoryIndexes()));
  }

  @Test
  void anImageThatChangesIsRefusedWhenItIsRead() throws IOException {
    DetectionDataset dataset = open(Optional.empty());
    byte[] bytes = Files.readAllBytes(folder.path("images/train/3.png"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.path("images/train/3.png"), bytes);
    Files.delete(folder.path("images/train/2.png"));
    folder.write("images/train/1.png", "short");
    for (int changed = 1; changed <= 3; changed++) {
      IndexedImage image = dataset.train().get(changed);
      assertRefused(
          Kind.BAD_INPUT,
          "changed since the job began: " + folder.path(image.path()),
          () -> dataset.read(image));
    }
  }

  @Test
  void aClassWithoutANameIsRefused() throws IOException {
    folder.image("train/9.png", 0);
    folder.labels("train/9.txt", "0 .5 .5 .2 .2\n3 .5 .5 .2 .2\n");
    assertRefused(
        Kind.BAD_INPUT,
        "(labels/train/9.txt line 2: class 3, but the data.yaml names only the classes 0 to 2)",
        () -> open(Optional.empty()));
  }

  @Test
  void badImagesAndLabelFilesAreLeftOutWithOneWarningForEachKind() throws IOException {
    byte[] jpeg = YoloFolder.encoded(".jpg", 3);
    folder.write("images/train/cut.jpg", Arrays.copyOf(jpeg, jpeg.length - 2));
    folder.write("images/train/text.png", "no image");
    byte[] png = YoloFolder.encoded(".png", 3);
    folder.write("images/train/short.png", Arrays.copyOf(png, png.length - 20));
    folder.write("images/train/flipped.png", flipBit(png));
    folder.image("train/labels-are-bad.png", 0);
    folder.labels("train/labels-are-bad.txt", "0 .5 .5 .2");
    DetectionDataset dataset = open(Optional.empty());
    assertThat(dataset.train()).hasSize(6);
    assertThat(dataset.warnings())
        .containsExactly(
            "4 image(s) left out because they cannot be used; replace or remove them"
                + " (images/train/cut.jpg: is truncated or damaged;"
                + " images/train/flipped.png: is truncated or damaged;"
                + " images/train/short.png: is truncated or damaged; …)",
            "1 image(s) left out because of their label files; correct these"
                + " (labels/train/labels-are-bad.txt line 1: 4 fields; a box has 5 (class, centre"
                + " x, centre y, width, height), a polygon a class and at least three pairs)");
  }

  private static byte[] flipBit(byte[] bytes) {
    byte[] flipped = bytes.clone();
    flipped[flipped.length / 2] ^= 1;
    return flipped;
  }

  @Test
  void nineByAnythingIsTooSmallAndTenIsNot() throws IOException {
    try (Mat nine = blank(9, 60, CV_8UC3);
        Mat ten = blank(10, 60, CV_8UC3)) {
      folder.write("images/train/nine.png", YoloFolder.encoded(".png", nine));
      folder.write("images/train/ten.png", YoloFolder.encoded(".png", ten));
    }
    DetectionDataset dataset = open(Optional.empty());
    assertThat(dataset.train()).extracting(IndexedImage::path).contains("images/train/ten.png");
    assertThat(dataset.warnings())
        .singleElement()
        .asString()
        .contains("images/train/nine.png: is 60×9 px; the smallest usable side is 10");
  }

  @Test
  void whatTheReferenceAcceptsIsAccepted() throws IOException {
    folder.write("images/train/a.jpg", YoloFolder.encoded(".png", 0));
    try (Mat grey = blank(20, 20, CV_8UC1);
        Mat alpha = blank(20, 20, CV_8UC4);
        Mat deep = blank(20, 20, CV_16UC3)) {
      folder.write("images/train/b.png", YoloFolder.encoded(".png", grey));
      folder.write("images/train/c.png", YoloFolder.encoded(".png", alpha));
      folder.write("images/train/d.png", YoloFolder.encoded(".png", deep));
    }
    byte[] jpeg = YoloFolder.encoded(".jpg", 3);
    folder.write("images/train/e.JPEG", Arrays.copyOf(jpeg, jpeg.length + 5));
    folder.image("train/f.bmp", 0);
    folder.image("train/g.tif", 0);
    folder.image("train/h.webp", 0);
    BufferedImage palette = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_INDEXED);
    ImageIO.write(palette, "png", folder.path("images/train/i.png").toFile());
    assertThat(open(Optional.empty()).warnings()).isEmpty();
    assertThat(open(Optional.empty()).train()).hasSize(6 + 9);
  }

  @Test
  void whatIsTruncatedInOtherFormatsIsLeftOut() throws IOException {
    for (String suffix : new String[] {".bmp", ".tif", ".webp"}) {
      byte[] whole = YoloFolder.encoded(suffix, 3);
      folder.write("images/train/cut" + suffix, Arrays.copyOf(whole, whole.length / 2));
    }
    assertThat(open(Optional.empty()).train()).hasSize(6);
  }

  @Test
  void gifsHiddenFilesAndOtherFilesAreNoImages() throws IOException {
    folder.write("images/train/gif.png", "GIF89a and so on");
    folder.image("train/.hidden/0.png", 0);
    folder.image("train/._0.png", 0);
    folder.write("images/train/notes.txt", "notes");
    assertThat(open(Optional.empty()).train()).hasSize(6);
  }

  @Test
  void aFileWithoutAnEndingIsNoImageWhateverItIsCalled() throws IOException {
    folder.write("images/train/jpg", "no image");
    assertThat(open(Optional.empty()).warnings()).isEmpty();
  }

  @Test
  void aListFileNamesImages() throws IOException {
    folder.write("lists/train.txt", "./../images/train/0.png\nimages/train/2.png\n\n");
    folder.write("data.yaml", "train: lists/train.txt\nval: images/val\nnames: [a, b, c]\n");
    assertThat(open(Optional.empty()).train())
        .extracting(IndexedImage::path)
        .containsExactly("images/train/0.png", "images/train/2.png");
  }

  @Test
  void aListedImageThatIsNotThereIsLeftOut() throws IOException {
    folder.write("train.txt", "./images/train/0.png\n./images/train/none.png\n");
    folder.write("data.yaml", "train: train.txt\nval: images/val\nnames: [a, b, c]\n");
    assertThat(open(Optional.empty()).warnings())
        .singleElement()
        .asString()
        .contains("images/train/none.png: cannot be read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          images/trian  | which does not exist; correct the path
          labels/train  | where there are no images
          """)
  void aSplitWithoutImagesIsRefused(String train, String message) throws IOException {
    folder.write("data.yaml", "train: " + train + "\nval: images/val\nnames: [a, b, c]\n");
    assertRefused(Kind.BAD_INPUT, message, () -> open(Optional.empty()));
  }

  @Test
  void trainingImagesWithoutAnyAnnotationAreRefused() throws IOException {
    Files.move(folder.path("labels/train"), folder.path("labels/elsewhere"));
    assertRefused(Kind.BAD_INPUT, "No training image of", () -> open(Optional.empty()));
    assertRefused(
        Kind.BAD_INPUT,
        "the label file is " + folder.path("labels/train/a.txt"),
        () -> open(Optional.empty()));
  }

  @Test
  void onlyBadImagesAreRefusedWithWhatWasFound() throws IOException {
    folder.write("images/few/0.png", "no image");
    folder.write("data.yaml", "train: images/few\nval: images/val\nnames: [a, b, c]\n");
    assertRefused(
        Kind.BAD_INPUT,
        "can be used. Found: 1 image(s) left out because they cannot be used",
        () -> open(Optional.empty()));
  }

  @Test
  void minItemsLeavesOutTrainingImagesOnly() {
    DetectionDataset dataset = open(Optional.empty()).withMinItems(1);
    assertThat(dataset.train()).hasSize(5);
    assertThat(dataset.val()).hasSize(6);
    assertThatThrownBy(() -> dataset.withMinItems(3)).hasMessageContaining("min_items is 3");
  }

  @Test
  void twoImagesOfOneNameShareTheirLabelFile() throws IOException {
    folder.image("train/0.jpg", 3);
    DetectionDataset dataset = open(Optional.empty());
    assertThat(dataset.train()).hasSize(7);
    assertThat(dataset.train().get(0).annotations().rows())
        .isEqualTo(dataset.train().get(1).annotations().rows());
    assertThat(dataset.warnings())
        .containsExactly(
            "1 image(s) with the label file of another one; rename one of the two if they differ"
                + " (images/train/0.png: has the label file labels/train/0.txt, as"
                + " images/train/0.jpg has)");
  }

  @Test
  void labelsThatChangeAreReportedOnceAndTheJobKeepsTheOldOnes() throws IOException {
    String digest = open(Optional.empty()).digest();
    folder.labels("train/1.txt", "0 .5 .5 .9 .9\n");
    Files.delete(folder.path("labels/train/2.txt"));
    DetectionDataset again = open(Optional.of(digest));
    try (LogLines log = LogLines.of(DetectionDataset.class)) {
      again.train().forEach(again::read);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .startsWith(folder.path("labels/train/1.txt") + " has changed since the job began");
    }
    assertThat(again.train().get(1).annotations().rows()).startsWith(1, .5f, .5f, .6f, .5f);
  }

  @Test
  void asASingleClassEveryObjectIsAnItem() {
    DetectionDataset dataset = open(Optional.empty());
    DetectionDataset single = dataset.withSingleClass();
    assertThat(single.classNames()).containsExactly("item");
    assertThat(single.digest()).isEqualTo(dataset.digest());
    assertThat(single.train().get(2).annotations().rows())
        .containsExactly(0, .5f, .5f, .6f, .5f, 0, .25f, .3f, .2f, .3f);
    assertThat(single.val().get(1).annotations().rows()).startsWith(0, .5f);
    assertThat(dataset.train().get(2).annotations().rows()).startsWith(2, .5f);
  }

  @Test
  void theOnlyClassKeepsItsName() throws IOException {
    YoloFolder one = new YoloFolder(temporary.resolve("one"));
    one.write("data.yaml", "train: images/t\nval: images/t\nnames: [cell]\n");
    one.image("t/0.png", 0);
    one.labels("t/0.txt", "0 .5 .5 .2 .2\n");
    assertThat(open(one, Optional.empty()).withSingleClass().classNames()).containsExactly("cell");
  }

  @Test
  void theUsersFilesStayAsTheyAre() throws IOException {
    byte[] jpeg = YoloFolder.encoded(".jpg", 3);
    byte[] withTrailer = Arrays.copyOf(jpeg, jpeg.length + 5);
    folder.write("images/train/a.jpg", withTrailer);
    open(Optional.empty());
    assertThat(folder.path("images/train/a.jpg")).hasBinaryContent(withTrailer);
  }

  private DetectionDataset open(Optional<String> expectedDigest) {
    return open(folder, expectedDigest);
  }

  private DetectionDataset open(YoloFolder of, Optional<String> expectedDigest) {
    return DetectionDataset.open(of.dataYaml(), expectedDigest, indexes);
  }

  private static void assertRefused(Kind kind, String message, Runnable action) {
    TrainerException e = catchThrowableOfType(TrainerException.class, action::run);
    assertThat(e).hasMessageContaining(message);
    assertThat(e.kind()).isEqualTo(kind);
  }

  private static Mat blank(int height, int width, int type) {
    try (Scalar value = Scalar.all(100)) {
      return new Mat(height, width, type, value);
    }
  }
}
