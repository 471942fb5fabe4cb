package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.dataset.DatasetFetch;
import dev.baton.common.dataset.DatasetManifest;
import dev.baton.common.dataset.DatasetPush;
import dev.baton.common.dataset.DatasetPush.Existing;
import dev.baton.common.dataset.PackedDataset;
import dev.baton.common.dataset.PackedFile;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetPackingTest {
  @TempDir Path temporary;
  private YoloFolder folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = YoloFolder.ofVectors(temporary.resolve("set"), Vectors::boxLabels);
  }

  @Test
  void whatIsPushedAndFetchedIsADataSetWithTheSameDigest() throws Exception {
    folder.write(
        "data.yaml",
        """
        path: .
        train: [images/train]
        val: images/val
        names: {0: 'a: "b" # c', 1: ' ü\\', 2: "yes"}
        """);
    DatasetPacking packing = DatasetPacking.read(folder.dataYaml());
    assertThat(packing.warnings()).isEmpty();
    assertThat(packing.set().trainImages()).isEqualTo(6);
    assertThat(packing.set().files())
        .extracting(PackedFile::path)
        .startsWith("data.yaml", "train.txt", "val.txt", "images/train/0.png", "labels/train/0.txt")
        .hasSize(3 + 6 + 5 + 6 + 5); // the fourth image has no label file

    Path fetched = pushAndFetch(packing.set());
    DetectionDataset original = open(folder.dataYaml());
    DetectionDataset copy = open(fetched.resolve("data.yaml"));
    assertThat(copy.classNames()).isEqualTo(original.classNames());
    assertThat(copy.digest()).isEqualTo(original.digest()).isEqualTo(packing.set().digest());
    assertThat(copy.warnings()).isEmpty();
  }

  @Test
  void imagesThatCannotBeUsedAreLeftOutWithAWarning() throws Exception {
    folder.write("images/train/6.png", "no image");
    DatasetPacking packing = DatasetPacking.read(folder.dataYaml());
    assertThat(packing.set().digest()).isEqualTo(open(folder.dataYaml()).digest());
    assertThat(packing.set().trainImages()).isEqualTo(6);
    assertThat(packing.warnings()).singleElement().asString().contains("images/train/6.png");
  }

  @Test
  void anImageThatIsInBothSplitsIsPackedOnce() throws Exception {
    folder.write("data.yaml", "train: images/train\nval: images/train\nnames: [a, b, c]\n");
    assertThat(DatasetPacking.read(folder.dataYaml()).set().files()).hasSize(3 + 6 + 5);
  }

  @Test
  void imagesOutsideOfTheRootAreRefusedWithWhatToDo() throws Exception {
    Path yaml = temporary.resolve("set/yaml/data.yaml");
    Files.createDirectories(yaml.getParent());
    Files.writeString(yaml, "train: ../images/train\nval: ../images/val\nnames: [a, b, c]\n");
    assertThatThrownBy(() -> DatasetPacking.read(yaml))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("lies outside of it")
        .hasMessageContaining("let path in the data.yaml be a folder that holds all images");
  }

  @Test
  void aNameThatThePushedSetNeedsItselfIsRefused() throws Exception {
    folder.write("data.yaml", "train: .\nval: images/val\nnames: [a, b, c]\n");
    folder.write("train.png", YoloFolder.encoded(".png", 0));
    folder.write("train.txt", "0 .5 .5 .2 .2");
    assertThatThrownBy(() -> DatasetPacking.read(folder.dataYaml()))
        .hasMessageContaining("train.txt has a name that the pushed set needs itself");
  }

  private Path pushAndFetch(PackedDataset set) throws IOException {
    ObjectStore store = new DirectoryObjectStore(temporary.resolve("store"));
    DatasetManifest manifest =
        new DatasetPush(store, DatasetPush.USUAL_SHARD, bytes -> {})
            .push(set, Existing.TRUSTED, Instant.EPOCH)
            .manifest();
    Path files = temporary.resolve("fetched");
    new DatasetFetch(store, files, temporary.resolve("records"))
        .fetch(manifest, () -> true, bytes -> {});
    return files;
  }

  private static DetectionDataset open(Path dataYaml) {
    return DetectionDataset.open(dataYaml, Optional.empty(), DataIndexes.NONE);
  }
}
