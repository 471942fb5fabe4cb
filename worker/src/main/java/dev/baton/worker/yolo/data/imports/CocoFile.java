package dev.baton.worker.yolo.data.imports;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an import needs of a COCO annotation file. It is read entry by entry, outlines are skipped:
 * such files can have hundreds of megabytes.
 */
record CocoFile(List<Image> images, List<Annotation> annotations, List<Category> categories) {
  private static final JsonMapper JSON = new JsonMapper();

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Image(long id, @JsonProperty("file_name") String fileName, int width, int height) {}

  /**
   * @param bbox left, top, width, height in pixels
   * @param isCrowd 1 for a region of many objects
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Annotation(
      long id,
      @JsonProperty("image_id") long imageId,
      @JsonProperty("category_id") long categoryId,
      double[] bbox,
      @JsonProperty("iscrowd") int isCrowd) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Category(long id, String name) {}

  static CocoFile read(Path file) {
    List<Image> images = new ArrayList<>();
    List<Annotation> annotations = new ArrayList<>();
    List<Category> categories = new ArrayList<>();
    try (JsonParser json = JSON.createParser(file.toFile())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new ImportException(file + " is no COCO annotation file: it is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "images" -> readAll(json, Image.class, images);
          case "annotations" -> readAll(json, Annotation.class, annotations);
          case "categories" -> readAll(json, Category.class, categories);
          default -> json.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new ImportException(
          file + " line " + line + " is no COCO annotation: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ImportException("Cannot read " + file + ": " + e, e);
    }
    return new CocoFile(images, annotations, categories);
  }

  private static <T> void readAll(JsonParser json, Class<T> type, List<T> into) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new JsonParseException(json, json.currentName() + " must be a list");
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      into.add(JSON.readValue(json, type));
    }
  }
}
