package dev.baton.cli.val;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.CommandFailedException;
import dev.baton.common.messages.Json;
import dev.baton.worker.yolo.SeenImage;
import dev.baton.worker.yolo.metrics.CocoPrediction;
import dev.baton.worker.yolo.metrics.CocoPrediction.Categories;
import dev.baton.worker.yolo.metrics.Detection;
import dev.baton.worker.yolo.metrics.GroundTruth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects a validation's detections and its ground truth in COCO's formats. */
final class CocoFiles {
  private final Categories categories;
  private final ArrayNode predictions = Json.MAPPER.createArrayNode();
  private final ArrayNode images = Json.MAPPER.createArrayNode();
  private final ArrayNode annotations = Json.MAPPER.createArrayNode();
  private final Map<Object, String> pathById = new HashMap<>();

  CocoFiles(Categories categories) {
    this.categories = categories;
  }

  /**
   * @throws CommandFailedException when another image has the same name, which is all that the
   *     format knows of an image
   */
  void add(SeenImage seen) {
    Object id = CocoPrediction.imageId(seen.image().path());
    String other = pathById.put(id, seen.image().path());
    if (other != null) {
      throw new CommandFailedException(
          "%s and %s have the same name, by which COCO's format knows them: rename one, or leave out --save-json"
              .formatted(other, seen.image().path()));
    }
    ObjectNode image = images.addObject();
    image.putPOJO("id", id);
    image.put("width", seen.image().width()).put("height", seen.image().height());
    image.put("file_name", seen.image().path());
    for (Detection found : seen.found()) {
      CocoPrediction prediction = CocoPrediction.of(seen.image().path(), found, categories);
      ObjectNode entry = predictions.addObject();
      entry.putPOJO("image_id", prediction.imageId());
      entry.put("category_id", prediction.categoryId());
      prediction.box().forEach(entry.putArray("bbox")::add);
      entry.put("score", prediction.score());
    }
    seen.there().forEach(object -> annotate(id, object));
  }

  private void annotate(Object imageId, GroundTruth object) {
    double width = (double) object.x2() - object.x1();
    double height = (double) object.y2() - object.y1();
    ObjectNode annotation = annotations.addObject();
    annotation.put("id", annotations.size()); // from 1: 0 would count as no match
    annotation.putPOJO("image_id", imageId);
    annotation.put("category_id", categories.of(object.classId()));
    annotation.putArray("bbox").add(object.x1()).add(object.y1()).add(width).add(height);
    annotation.put("area", width * height).put("iscrowd", 0);
  }

  boolean isEmpty() {
    return predictions.isEmpty();
  }

  void writePredictions(Path file) throws IOException {
    Files.write(file, Json.MAPPER.writeValueAsBytes(predictions));
  }

  void writeGroundTruth(Path file, List<String> classNames) throws IOException {
    ObjectNode all = Json.MAPPER.createObjectNode();
    all.set("images", images);
    all.set("annotations", annotations);
    ArrayNode list = all.putArray("categories");
    for (int c = 0; c < classNames.size(); c++) {
      list.addObject().put("id", categories.of(c)).put("name", classNames.get(c));
    }
    Files.write(file, Json.MAPPER.writeValueAsBytes(all));
  }
}
