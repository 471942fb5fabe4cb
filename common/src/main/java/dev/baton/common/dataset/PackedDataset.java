package dev.baton.common.dataset;

import java.util.List;

/**
 * A data set that can be pushed.
 *
 * @param digest of the data set, as its index has it
 * @param index the data index, which is stored as it is
 * @param classes number of classes
 * @param trainImages images to train on
 * @param valImages images to validate on
 * @param objects annotated objects of both
 * @param files everything that a worker needs, in the order in which it is packed
 */
public record PackedDataset(
    String digest,
    byte[] index,
    int classes,
    int trainImages,
    int valImages,
    long objects,
    List<PackedFile> files) {

  public PackedDataset {
    files = List.copyOf(files);
  }

  /** What the files take, without any packing. */
  public long unpackedBytes() {
    return files.stream().mapToLong(PackedFile::sizeBytes).sum();
  }
}
