package dev.baton.worker.yolo.data.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.worker.yolo.data.DetectionDataset;
import dev.baton.worker.yolo.data.IndexedImage;
import dev.baton.worker.yolo.data.MemoryIndexes;
import dev.baton.worker.yolo.data.imports.DatasetImport.Format;
import dev.baton.worker.yolo.data.imports.DatasetImport.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The import of a real data set: BCCD (blood cells, Pascal VOC, two boxes without area). It is not
 * part of this repository; its folder is taken from {@code BATON_BCCD}.
 */
class BccdImportTest {
  @TempDir Path temporary;

  @Test
  void bccdHasTwoBoxesWithoutArea() {
    Path bccd = bccd();
    assumeTrue(
        Files.isDirectory(bccd),
        "BCCD is not at " + bccd + "; to run this test set BATON_BCCD to its folder");
    Report report =
        DatasetImport.run(
            bccd, Format.VOC, temporary.resolve("yolo"), List.of("RBC", "WBC", "Platelets"));
    assertThat(report.images()).containsEntry("train", 205).containsEntry("val", 87);
    assertThat(report.objects()).isEqualTo(4886);
    assertThat(report.notes())
        .containsExactly(
            "2 box(es) without area left out: Annotations/BloodImage_00343.xml line 50,"
                + " Annotations/BloodImage_00338.xml line 158");
    DetectionDataset dataset =
        DetectionDataset.open(report.dataYaml(), Optional.empty(), new MemoryIndexes());
    assertThat(dataset.warnings()).isEmpty();
    assertThat(dataset.train()).hasSize(205).extracting(IndexedImage::width).containsOnly(640);
  }

  /** Beside the repository, whose root is the parent of this module's folder. */
  private static Path bccd() {
    return Optional.ofNullable(System.getenv("BATON_BCCD"))
        .map(Path::of)
        .orElse(Path.of("../../shared/data/bccd"));
  }
}
