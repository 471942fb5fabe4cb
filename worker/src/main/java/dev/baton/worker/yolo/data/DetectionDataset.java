package dev.baton.worker.yolo.data;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;
import static dev.baton.worker.attempt.TrainerException.Kind.DATA_NOT_VISIBLE;
import static dev.baton.worker.attempt.TrainerException.Kind.TRANSIENT;

import dev.baton.common.checkpoint.Sha256;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A YOLO-format data set that this machine can see. Its files are only ever read. Immutable, and so
 * thread-safe.
 */
public final class DetectionDataset {
  private static final String INSTEAD =
      "restore %s, go on with the data of now (baton rerun JOB --allow data), or start a new job";

  private static final Logger LOG = LoggerFactory.getLogger(DetectionDataset.class);

  private final Path root;
  private final List<String> classNames;
  private final List<IndexedImage> train;
  private final List<IndexedImage> val;
  private final String digest;
  private final List<String> warnings;
  private final ImageCache cache;
  private final AtomicBoolean hasWarnedOfLabels = new AtomicBoolean();

  private DetectionDataset(
      Path root,
      List<String> classNames,
      List<IndexedImage> train,
      List<IndexedImage> val,
      String digest,
      List<String> warnings,
      ImageCache cache) {
    this.root = root;
    this.classNames = classNames;
    this.train = train;
    this.val = val;
    this.digest = digest;
    this.warnings = warnings;
    this.cache = cache;
  }

  private DetectionDataset(Path root, DatasetIndex index, String digest, List<String> warnings) {
    this(root, index.classNames(), index.train(), index.val(), digest, warnings, ImageCache.none());
  }

  /**
   * Opens the data set that {@code dataYaml} describes. Without an expected digest every file is
   * read, and the index saved. With one whose index is found, no image is touched, so that a
   * takeover is fast; a file that has changed since is refused when it is read.
   *
   * @param expectedDigest digest of the data that the job began with
   * @throws TrainerException {@code DATA_NOT_VISIBLE} when this machine does not have the files,
   *     {@code BAD_INPUT} naming file and line when they are wrong or not those expected
   */
  public static DetectionDataset open(
      Path dataYaml, Optional<String> expectedDigest, DataIndexes indexes) {
    DataYaml yaml = DataYaml.read(dataYaml);
    Optional<DatasetIndex> known = expectedDigest.flatMap(digest -> find(digest, indexes));
    if (known.isPresent()) {
      DatasetIndex index = known.get();
      requireSameClasses(dataYaml, yaml.classNames(), index.classNames());
      requireVisible(yaml.root().resolve(index.train().getFirst().path()));
      return new DetectionDataset(yaml.root(), index, expectedDigest.get(), List.of());
    }
    if (expectedDigest.isPresent()) { // so these were there when the job began
      yaml.train().forEach(DetectionDataset::requireVisible);
      yaml.val().forEach(DetectionDataset::requireVisible);
    }
    DatasetScan scan = DatasetScan.of(dataYaml, yaml);
    String digest = scan.index().digest();
    if (expectedDigest.isPresent() && !expectedDigest.get().equals(digest)) {
      throw new TrainerException(
          BAD_INPUT,
          "The data set of "
              + dataYaml
              + " has changed since the job began (its digest is "
              + digest
              + ", not "
              + expectedDigest.get()
              + "); "
              + INSTEAD.formatted("its files"));
    }
    indexes.save(digest, scan.index().toJson());
    return of(dataYaml, yaml, scan, digest);
  }

  /**
   * Opens one split to validate on it: {@link #val} is that split, and there is nothing to train
   * on.
   *
   * @throws TrainerException {@code DATA_NOT_VISIBLE} or {@code BAD_INPUT}, naming file and line
   */
  public static DetectionDataset openForValidation(Path dataYaml, Split split) {
    DataYaml yaml = DataYaml.read(dataYaml);
    DatasetScan scan = DatasetScan.forValidation(dataYaml, yaml, split);
    return of(dataYaml, yaml, scan, scan.index().digest());
  }

  private static DetectionDataset of(
      Path dataYaml, DataYaml yaml, DatasetScan scan, String digest) {
    List<String> warnings = DataProblem.summarize(scan.problems());
    warnings.forEach(warning -> LOG.warn("{}: {}", dataYaml, warning));
    return new DetectionDataset(yaml.root(), scan.index(), digest, List.copyOf(warnings));
  }

  private static Optional<DatasetIndex> find(String digest, DataIndexes indexes) {
    try {
      Optional<DatasetIndex> index = indexes.find(digest).map(DatasetIndex::fromJson);
      if (index.isPresent() && !index.get().digest().equals(digest)) {
        throw new IllegalArgumentException("its digest is " + index.get().digest());
      }
      return index;
    } catch (IllegalArgumentException e) {
      LOG.warn("Reading all data again, since its index {} is damaged", digest, e);
      return Optional.empty();
    }
  }

  private static void requireSameClasses(Path dataYaml, List<String> names, List<String> expected) {
    if (!names.equals(expected)) {
      throw new TrainerException(
          BAD_INPUT,
          dataYaml
              + ": names are now "
              + names
              + ", but the job began with "
              + expected
              + "; restore them, or start a new job");
    }
  }

  private static void requireVisible(Path file) {
    if (!Files.isReadable(file)) {
      throw new TrainerException(
          DATA_NOT_VISIBLE,
          file + " is not there on this machine, though its data.yaml is; mount the images too");
    }
  }

  /** Identity of the data set, see {@link DatasetIndex#digest}. */
  public String digest() {
    return digest;
  }

  public List<String> classNames() {
    return classNames;
  }

  public List<IndexedImage> train() {
    return train;
  }

  public List<IndexedImage> val() {
    return val;
  }

  /** What was found wrong when the files were read, one sentence for each kind. */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * This data set with only those training images that have at least {@code minItems} annotations.
   *
   * @throws TrainerException {@code BAD_INPUT} when none has
   */
  public DetectionDataset withMinItems(int minItems) {
    List<IndexedImage> kept =
        train.stream().filter(image -> image.annotations().count() >= minItems).toList();
    if (kept.isEmpty()) {
      throw new TrainerException(
          BAD_INPUT,
          "min_items is " + minItems + ", but no training image has so many annotations; lower it");
    }
    return new DetectionDataset(root, classNames, kept, val, digest, warnings, cache);
  }

  /** This data set with one class, called {@code item} unless there was only one before. */
  public DetectionDataset withSingleClass() {
    return new DetectionDataset(
        root,
        classNames.size() > 1 ? List.of("item") : classNames,
        train.stream().map(DetectionDataset::ofSingleClass).toList(),
        val.stream().map(DetectionDataset::ofSingleClass).toList(),
        digest,
        warnings,
        cache);
  }

  private static IndexedImage ofSingleClass(IndexedImage image) {
    float[] rows = image.annotations().rows().clone();
    for (int i = 0; i < rows.length; i += 5) {
      rows[i] = 0;
    }
    return image.with(new Annotations(rows, image.annotations().polygons()));
  }

  /** This data set with its images kept in {@code wanted}, unless there is no room for them. */
  public DetectionDataset withCache(ImageCache wanted) {
    ImageCache fitting = wanted.orNoneIfTooSmall(Stream.concat(train.stream(), val.stream()));
    return new DetectionDataset(root, classNames, train, val, digest, warnings, fitting);
  }

  ImageCache cache() {
    return cache;
  }

  /**
   * The image as it is on disk, decoded; the caller closes it.
   *
   * @throws TrainerException as {@link #read} does
   */
  Mat decode(IndexedImage image) {
    return cache.decoded(
        image,
        () ->
            ImageReader.decode(read(image))
                .orElseThrow(
                    () ->
                        new TrainerException(
                            BAD_INPUT,
                            root.resolve(image.path())
                                + " cannot be decoded on this machine; replace the image, or start"
                                + " a new job, which leaves it out")));
  }

  /**
   * The image file's bytes, which are those that were indexed.
   *
   * @throws TrainerException {@code BAD_INPUT} when the file has changed, {@code TRANSIENT} when it
   *     cannot be read
   */
  byte[] read(IndexedImage image) {
    Path file = root.resolve(image.path());
    try {
      if (Files.size(file) != image.sizeBytes()) {
        throw changed(file, "its size is not the same");
      }
      byte[] bytes = Files.readAllBytes(file);
      if (!Sha256.hex(bytes).equals(image.sha256())) {
        throw changed(file, "its SHA-256 is not the same");
      }
      warnIfLabelsChanged(image, file);
      return bytes;
    } catch (NoSuchFileException e) {
      if (!Files.isDirectory(root)) {
        throw new TrainerException(
            DATA_NOT_VISIBLE, root + " is no longer there on this machine; mount it again", e);
      }
      throw changed(file, "it is gone");
    } catch (IOException e) {
      throw new TrainerException(TRANSIENT, "Cannot read " + file + ": " + e, e);
    }
  }

  /**
   * A job keeps the annotations that it began with, whatever becomes of the label files; this says
   * so once.
   */
  private void warnIfLabelsChanged(IndexedImage image, Path file) throws IOException {
    if (hasWarnedOfLabels.get()) {
      return;
    }
    Path labels = ImageFiles.labelFile(file);
    Optional<String> now =
        Files.isRegularFile(labels)
            ? Optional.of(Sha256.hex(Files.readAllBytes(labels)))
            : Optional.empty();
    if (!now.equals(image.annotationsSha256()) && hasWarnedOfLabels.compareAndSet(false, true)) {
      LOG.warn(
          "{} has changed since the job began, which goes on with the annotations of then; start a"
              + " new job for those of now",
          labels);
    }
  }

  private static TrainerException changed(Path file, String how) {
    return new TrainerException(
        BAD_INPUT,
        "changed since the job began: "
            + file
            + " ("
            + how
            + "); "
            + INSTEAD.formatted("the file"));
  }
}
