package dev.baton.worker.yolo.data;

import java.util.List;

/** What a data set consists of: its usable images, sorted by path, and the names of its classes. */
public record DatasetIndex(
    List<String> classNames, List<IndexedImage> train, List<IndexedImage> val) {

  public DatasetIndex {
    classNames = List.copyOf(classNames);
    train = List.copyOf(train);
    val = List.copyOf(val);
  }

  public String digest() {
    throw new UnsupportedOperationException();
  }

  public byte[] toJson() {
    throw new UnsupportedOperationException();
  }

  public static DatasetIndex fromJson(byte[] json) {
    throw new UnsupportedOperationException();
  }
}
