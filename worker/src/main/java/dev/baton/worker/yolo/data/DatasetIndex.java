package dev.baton.worker.yolo.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.baton.common.checkpoint.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a data set consists of: its usable images, sorted by path, and the names of its classes. The
 * annotations are part of it, so that whoever has the index needs no file but the images.
 *
 * @param version of this format
 * @param classNames class i is called by name i
 */
@JsonIgnoreProperties(DatasetIndex.CHECKSUM)
public record DatasetIndex(
    int version, List<String> classNames, List<IndexedImage> train, List<IndexedImage> val) {

  static final String CHECKSUM = "sha256";

  private static final int VERSION = 1;
  private static final String ENDING = ",\"%s\":\"%s\"}";
  private static final int ENDING_BYTES =
      ENDING.formatted(CHECKSUM, Sha256.hex(new byte[0])).length();

  private static final ObjectMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();

  public DatasetIndex {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "data set index of version " + version + ", this worker reads " + VERSION);
    }
    classNames = List.copyOf(classNames);
    train = List.copyOf(train);
    val = List.copyOf(val);
  }

  DatasetIndex(List<String> classNames, List<IndexedImage> train, List<IndexedImage> val) {
    this(VERSION, classNames, train, val);
  }

  /**
   * SHA-256, hexadecimal, of this text in UTF-8, every line ended by a line feed:
   *
   * <pre>
   * baton data set 1
   * class NAME                                          for each class
   * train SIZE SHA256 SHA256-OF-LABEL-FILE-OR-- PATH    for each training image
   * val SIZE SHA256 SHA256-OF-LABEL-FILE-OR-- PATH      for each validation image
   * </pre>
   *
   * Paths are relative to the root, so a copy of the data set elsewhere has the same digest.
   */
  public String digest() {
    StringBuilder text = new StringBuilder("baton data set 1\n");
    classNames.forEach(name -> text.append("class ").append(name).append('\n'));
    train.forEach(image -> appendLine(text, "train", image));
    val.forEach(image -> appendLine(text, "val", image));
    return Sha256.hex(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void appendLine(StringBuilder text, String split, IndexedImage image) {
    text.append(split)
        .append(' ')
        .append(image.sizeBytes())
        .append(' ')
        .append(image.sha256())
        .append(' ')
        .append(image.annotationsSha256().orElse("-"))
        .append(' ')
        .append(image.path())
        .append('\n');
  }

  /**
   * In JSON, whose last field is the SHA-256 of all bytes before that field. The {@link #digest}
   * does not cover the annotations as such, and a flipped bit in one of their numbers is still a
   * number.
   */
  public byte[] toJson() {
    try {
      byte[] json = JSON.writeValueAsBytes(this);
      byte[] fields = Arrays.copyOf(json, json.length - 1); // without the brace
      byte[] ending = ending(fields);
      byte[] whole = Arrays.copyOf(fields, fields.length + ending.length);
      System.arraycopy(ending, 0, whole, fields.length, ending.length);
      return whole;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an index always has a JSON form", e);
    }
  }

  /**
   * @throws IllegalArgumentException when {@code json} is no index of a version that is known here,
   *     or a bit of it has changed
   */
  public static DatasetIndex fromJson(byte[] json) {
    DatasetIndex index;
    try {
      index = JSON.readValue(json, DatasetIndex.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("this is no data set index: " + e.getMessage(), e);
    }
    byte[] fields = Arrays.copyOf(json, Math.max(0, json.length - ENDING_BYTES));
    byte[] ending = Arrays.copyOfRange(json, fields.length, json.length);
    if (!Arrays.equals(ending, ending(fields))) {
      throw new IllegalArgumentException("its SHA-256 is not the one it carries");
    }
    return index;
  }

  private static byte[] ending(byte[] fields) {
    return ENDING.formatted(CHECKSUM, Sha256.hex(fields)).getBytes(StandardCharsets.UTF_8);
  }
}
