package dev.baton.worker.yolo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import java.nio.file.Path;

/**
 * What requests ask for: gelan-t on {@code data} in 64 px from the seed 7, loaded by the training's
 * own thread, unless a request says otherwise.
 */
record DetectorSpecs(Path data) {

  /**
   * @param fields of the request as members of a JSON object, without its braces and with single
   *     quotes
   */
  JobSpec of(String fields) {
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.put("version", 1).put("type", "train").put("job", "a").put("cfg", "gelan-t");
    request.put("data", data.toString()).put("imgsz", 64).put("seed", 7).put("workers", 0);
    try {
      request.setAll((ObjectNode) Json.MAPPER.readTree("{" + fields.replace('\'', '"') + "}"));
      byte[] line = request.toString().getBytes(UTF_8);
      return ((Request.Train) RequestReader.read(line, "r")).spec();
    } catch (JsonProcessingException | MessageFormatException e) {
      throw new IllegalArgumentException(fields, e);
    }
  }
}
