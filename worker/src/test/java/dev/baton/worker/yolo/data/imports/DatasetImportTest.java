package dev.baton.worker.yolo.data.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.baton.worker.yolo.data.DetectionDataset;
import dev.baton.worker.yolo.data.IndexedImage;
import dev.baton.worker.yolo.data.MemoryIndexes;
import dev.baton.worker.yolo.data.imports.DatasetImport.Format;
import dev.baton.worker.yolo.data.imports.DatasetImport.Report;
import dev.baton.worker.yolo.shapes.ShapesDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetImportTest {
  private static final int SIDE_PX = 64;

  @TempDir Path temporary;
  private Path source;
  private Path target;
  private byte[] image;

  @BeforeEach
  void makeAnImage() throws IOException {
    source = Files.createDirectory(temporary.resolve("source"));
    target = temporary.resolve("target");
    Path shapes = ShapesDataset.draw(temporary.resolve("shapes"), 1, 1, 1, SIDE_PX).getParent();
    image = Files.readAllBytes(shapes.resolve("images/train/00000.png"));
  }

  @Test
  void vocBoxesAreClippedAndThoseWithoutAreaReported() throws IOException {
    voc(
        "a",
        object("cat", 8, 16, 40, 48) + object("dog", -5, 0, 10, 70) + object("cat", 9, 9, 9, 12));
    voc("b", object("dog", 0, 0, 64, 64));
    write("ImageSets/Main/train.txt", "a\n");
    write("ImageSets/Main/val.txt", "b  1\n\n");
    Report report = DatasetImport.run(source, Format.VOC, target, List.of());
    assertThat(report.classNames()).containsExactly("cat", "dog");
    assertThat(report.images()).containsExactly(entry("train", 1), entry("val", 1));
    assertThat(report.objects()).isEqualTo(3);
    assertThat(report.notes())
        .containsExactly(
            "1 box(es) clipped to their images: Annotations/a.xml line 3",
            "1 box(es) without area left out: Annotations/a.xml line 4");
    assertThat(target.resolve("labels/train/a.txt"))
        .hasContent("0 0.375000 0.500000 0.500000 0.500000\n1 0.078125 0.500000 0.156250 1.000000");
    DetectionDataset dataset = open(report);
    assertThat(dataset.warnings()).isEmpty();
    assertThat(dataset.val().getFirst().annotations().rows()).containsExactly(1, .5f, .5f, 1, 1);
  }

  @Test
  void givenClassNamesDecideTheNumbers() throws IOException {
    vocOf(object("cat", 8, 16, 40, 48));
    Report report = DatasetImport.run(source, Format.VOC, target, List.of("dog", "cat"));
    assertThat(target.resolve("labels/train/a.txt")).content().startsWith("1 ");
    assertThat(open(report).classNames()).containsExactly("dog", "cat");
  }

  @Test
  void aClassThatIsNotGivenIsRefused() throws IOException {
    vocOf(object("cow", 8, 16, 40, 48));
    assertRefused(
        Format.VOC,
        List.of("dog", "cat"),
        "Annotations/a.xml line 2: the class cow is none of [dog, cat]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <object></object>                                | line 2: the object has no name
          <object><name>a</name></object>                  | line 2: the object has no bndbox with xmin
          <object><name>a</name><bndbox><xmin>x</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object> | line 2: "x" is no number of pixels
          <object>                                         | line 3 is no XML
          """)
  void wrongXmlIsRefusedWithItsLine(String xml, String message) throws IOException {
    vocOf(xml + "\n");
    assertRefused(Format.VOC, List.of(), "Annotations/a.xml " + message);
  }

  @Test
  void entitiesInXmlAreNotResolved() throws IOException {
    Path secret = Files.writeString(temporary.resolve("secret"), "cat");
    vocOf(object("cat", 1, 1, 9, 9));
    write(
        "Annotations/a.xml",
        "<!DOCTYPE a [<!ENTITY e SYSTEM \""
            + secret.toUri()
            + "\">]>\n<annotation>"
            + object("&e;", 1, 1, 9, 9)
            + "</annotation>");
    assertRefused(Format.VOC, List.of(), "a.xml has a document type");
  }

  @Test
  void namesThatLeadOutOfTheFolderAreRefused() throws IOException {
    vocOf(object("cat", 1, 1, 9, 9));
    write("ImageSets/Main/train.txt", "../../shapes/images/train/00000\n");
    assertRefused(Format.VOC, List.of(), "which is not in " + source.resolve("JPEGImages"));
    coco("../../secret.png");
    assertRefused(Format.COCO, List.of(), "names \"../../secret.png\", which is not in");
  }

  @Test
  void aVocNameWithoutImageIsReported() throws IOException {
    vocOf(object("cat", 1, 1, 9, 9));
    write("ImageSets/Main/train.txt", "a\nmissing\n");
    assertThat(DatasetImport.run(source, Format.VOC, target, List.of()).notes())
        .containsExactly("1 name(s) left out for which JPEGImages has no image: missing");
  }

  @Test
  void aVocSetNeedsItsFoldersAndLists() throws IOException {
    assertRefused(Format.VOC, List.of(), "is no VOC data set: it has no folder JPEGImages");
    voc("a", "");
    assertRefused(Format.VOC, List.of(), "train.txt is missing; list in it");
  }

  @Test
  void cocoClassesAreNumberedByTheirIds() throws IOException {
    coco("a.png");
    Report report = DatasetImport.run(source, Format.COCO, target, List.of());
    assertThat(report.classNames()).containsExactly("dog", "cat");
    assertThat(report.notes())
        .containsExactly(
            "2 region(s) of crowds left out: annotation 3, annotation 3",
            "1 annotated image(s) left out that are not there: gone.png");
    assertThat(target.resolve("labels/train/a.txt"))
        .hasContent("1 0.250000 0.375000 0.500000 0.250000");
    assertThat(open(report).train()).hasSize(1);
  }

  @Test
  void cocoWithoutAnnotationsIsRefused() {
    assertRefused(Format.COCO, List.of(), "has no COCO annotations of the split train");
  }

  @Test
  void brokenJsonIsRefusedWithItsLine() throws IOException {
    write("annotations/instances_train.json", "{\"images\":[\n{\"id\":}");
    assertRefused(Format.COCO, List.of(), "instances_train.json line 2 is no COCO annotation");
  }

  @ParameterizedTest
  @CsvSource({"null, images must be a list", "'[7]', is no COCO annotation"})
  void whatIsNoListOfImagesIsRefused(String images, String message) throws IOException {
    write("annotations/instances_train.json", "{\"images\":%s}".formatted(images));
    assertRefused(Format.COCO, List.of(), message);
  }

  @Test
  void anImageWithoutAnEndingIsRefused() throws IOException {
    coco("a");
    for (String folder : List.of("train2017", "images/val2017")) {
      Files.write(source.resolve(folder).resolve("a"), image);
    }
    assertRefused(Format.COCO, List.of(), "has no image's ending");
  }

  /** Else the one's objects would silently become the other's. */
  @Test
  void twoImagesOfOneNameWithOtherObjectsAreRefused() throws IOException {
    coco("a.png");
    Files.write(source.resolve("train2017/a.jpg"), image);
    Path annotations = source.resolve("annotations/instances_train2017.json");
    Files.writeString(annotations, Files.readString(annotations).replace("gone.png", "a.jpg"));
    assertRefused(Format.COCO, List.of(), "Two images would have the label file");
  }

  @Test
  void yoloIsCheckedAndCopied() throws IOException {
    write("data.yaml", "train: train/images\nval: valid/images\nnames: [\"it's: a\", b]\n");
    for (String split : List.of("train", "valid")) {
      Files.createDirectories(source.resolve(split + "/images"));
      Files.write(source.resolve(split + "/images/a.png"), image);
      write(split + "/labels/a.txt", "1 .1 .1 .4 .1 .4 .333333333\n0 .5 .5 0 .1\n");
    }
    Report report = DatasetImport.run(source, Format.YOLO, target, List.of());
    assertThat(report.images()).containsExactly(entry("train", 1), entry("val", 1));
    assertThat(report.notes()).first().asString().contains("2 box(es) without area");
    DetectionDataset before =
        DetectionDataset.open(source.resolve("data.yaml"), Optional.empty(), new MemoryIndexes());
    DetectionDataset after = open(report);
    assertThat(after.classNames()).containsExactly("it's: a", "b");
    assertThat(after.warnings()).isEmpty();
    IndexedImage imported = after.train().getFirst();
    assertThat(imported.path()).isEqualTo("images/train/a.png");
    assertThat(imported.annotations().rows())
        .containsExactly(before.train().getFirst().annotations().rows(), within(0f));
    assertThat(imported.annotations().polygons())
        .containsExactlyElementsOf(before.train().getFirst().annotations().polygons());
  }

  @Test
  void aBadYoloSetIsRefusedWithItsReason() throws IOException {
    write("data.yaml", "train: images\nnames: [a]\n");
    assertRefused(Format.YOLO, List.of(), "has no key val");
  }

  @Test
  void theTargetMustBeNewAndOutsideOfTheSource() throws IOException {
    vocOf(object("cat", 1, 1, 9, 9));
    Files.createDirectories(target);
    Files.writeString(target.resolve("mine"), "");
    assertRefused(Format.VOC, List.of(), "is not empty; give a new folder");
    assertThatThrownBy(
            () -> DatasetImport.run(source, Format.VOC, source.resolve("out"), List.of()))
        .hasMessageContaining("lies in the source");
  }

  @Test
  void nothingIsWrittenWhenTheSourceIsWrong() throws IOException {
    vocOf("<object>");
    assertRefused(Format.VOC, List.of(), "is no XML");
    assertThat(target).doesNotExist();
  }

  private void assertRefused(Format format, List<String> classNames, String message) {
    assertThatThrownBy(() -> DatasetImport.run(source, format, target, classNames))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining(message);
  }

  private static DetectionDataset open(Report report) {
    return DetectionDataset.open(report.dataYaml(), Optional.empty(), new MemoryIndexes());
  }

  /** A data set of one image for training and the same for validation. */
  private void vocOf(String objects) throws IOException {
    voc("a", objects);
    write("ImageSets/Main/train.txt", "a\n");
    write("ImageSets/Main/val.txt", "a\n");
  }

  private void voc(String name, String objects) throws IOException {
    write("Annotations/" + name + ".xml", "<annotation>\n" + objects + "</annotation>\n");
    Files.createDirectories(source.resolve("JPEGImages"));
    Files.write(source.resolve("JPEGImages/" + name + ".png"), image);
  }

  /** One line. */
  private static String object(String name, int xmin, int ymin, int xmax, int ymax) {
    return ("<object><name>%s</name><part><name>head</name></part><bndbox><xmin>%d</xmin>"
            + "<ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax></bndbox></object>\n")
        .formatted(name, xmin, ymin, xmax, ymax);
  }

  private void coco(String fileName) throws IOException {
    String json =
        """
        {"info": {"year": 2017},
         "images": [{"id": 5, "file_name": "%s", "width": 64, "height": 64, "license": 1}%s],
         "annotations": [
           {"id": 2, "image_id": 5, "category_id": 9, "bbox": [0, 16, 32, 16], "iscrowd": 0,
            "segmentation": [[0, 16, 32, 16, 32, 32]]},
           {"id": 3, "image_id": 5, "category_id": 9, "bbox": [0, 0, 9, 9], "iscrowd": 1,
            "segmentation": {"counts": [1, 2], "size": [64, 64]}}],
         "categories": [{"id": 9, "name": "cat"}, {"id": 4, "name": "dog"}]}
        """;
    String gone = ", {\"id\": 6, \"file_name\": \"gone.png\", \"width\": 64, \"height\": 64}";
    write("annotations/instances_train2017.json", json.formatted(fileName, gone));
    write("annotations/captions_train2017.json", "[]");
    write("annotations/instances_val2017.json", json.formatted(fileName, ""));
    for (String folder : List.of("train2017", "images/val2017")) {
      Files.createDirectories(source.resolve(folder));
      Files.write(source.resolve(folder).resolve("a.png"), image);
    }
  }

  private void write(String relative, String text) throws IOException {
    Files.createDirectories(source.resolve(relative).getParent());
    Files.writeString(source.resolve(relative), text);
  }
}
