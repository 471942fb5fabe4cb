package dev.baton.worker.yolo.data;

import dev.baton.worker.attempt.DataIndexes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A YOLO-format data set that this machine can see. Thread-safe. */
public final class DetectionDataset {
  private final Path root;
  private final DatasetIndex index;
  private final String digest;

  private DetectionDataset(Path root, DatasetIndex index, String digest) {
    this.root = root;
    this.index = index;
    this.digest = digest;
  }

  /**
   * Opens the data set that {@code dataYaml} describes.
   *
   * @param expectedDigest digest of the data that the job began with
   * @throws dev.baton.worker.attempt.TrainerException {@code DATA_NOT_VISIBLE} or {@code BAD_INPUT}
   */
  public static DetectionDataset open(
      Path dataYaml, Optional<String> expectedDigest, DataIndexes indexes) {
    throw new UnsupportedOperationException();
  }

  public String digest() {
    return digest;
  }

  public List<String> classNames() {
    return index.classNames();
  }

  public List<IndexedImage> train() {
    return index.train();
  }

  public List<IndexedImage> val() {
    return index.val();
  }

  /** This data set with only those training images that have {@code minItems} annotations. */
  public DetectionDataset withMinItems(int minItems) {
    throw new UnsupportedOperationException();
  }

  /** What was found wrong when the files were read, one sentence for each kind. */
  public List<String> warnings() {
    throw new UnsupportedOperationException();
  }
}
