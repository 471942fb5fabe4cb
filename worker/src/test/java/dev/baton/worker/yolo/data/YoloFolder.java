package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** A data set in YOLO format in a folder, for tests: made file by file. */
final class YoloFolder {
  private final Path root;

  YoloFolder(Path root) throws IOException {
    this.root = root;
    write("data.yaml", "train: images/train\nval: images/val\nnames: [a, b, c]\n");
  }

  /** The specification's images and label files, for training as well as for validation. */
  static YoloFolder ofVectors(Path root, IntFunction<String> labels) throws IOException {
    YoloFolder folder = new YoloFolder(root);
    for (String split : new String[] {"train", "val"}) {
      for (int k = 0; k < Vectors.images(); k++) {
        folder.image(split + "/" + k + ".png", k);
        if (k != 4) {
          folder.labels(split + "/" + k + ".txt", labels.apply(k));
        }
      }
    }
    return folder;
  }

  Path dataYaml() {
    return root.resolve("data.yaml");
  }

  Path path(String relative) {
    return root.resolve(relative);
  }

  void write(String relative, String text) throws IOException {
    Files.createDirectories(root.resolve(relative).getParent());
    Files.writeString(root.resolve(relative), text);
  }

  void write(String relative, byte[] bytes) throws IOException {
    Files.createDirectories(root.resolve(relative).getParent());
    Files.write(root.resolve(relative), bytes);
  }

  void labels(String relative, String text) throws IOException {
    write("labels/" + relative, text);
  }

  /** The specification's image {@code k}, in the format that the name asks for. */
  void image(String relative, int k) throws IOException {
    write("images/" + relative, encoded(relative.substring(relative.lastIndexOf('.')), k));
  }

  static byte[] encoded(String suffix, int k) {
    try (Mat image = Vectors.image(k)) {
      return encoded(suffix, image);
    }
  }

  static byte[] encoded(String suffix, Mat image) {
    try (BytePointer encoded = new BytePointer()) {
      imencode(suffix, image, encoded);
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      return bytes;
    }
  }
}
