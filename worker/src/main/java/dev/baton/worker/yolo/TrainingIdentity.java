package dev.baton.worker.yolo;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.worker.attempt.TrainerException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stays the same through a whole training and is kept in each snapshot.
 *
 * @param model the model YAML
 * @param names of the classes
 * @param data digest of the data set
 * @param weights digest of the file with the first weights, where there is one
 * @param imgsz side of the network's input in pixels
 * @param batch images in a step
 * @param hyp all hyper-parameters
 */
record TrainingIdentity(
    String model,
    List<String> names,
    String data,
    Optional<String> weights,
    int imgsz,
    int batch,
    Map<String, Double> hyp) {
  private static final int FORMAT = 1;

  /**
   * Fields that must be equal for a training to go on; hyper-parameters follow from the request.
   */
  private static final List<String> FIXED =
      List.of("model", "names", "data", "weights", "imgsz", "batch");

  ObjectNode toJson() {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.put("format", FORMAT);
    state.put("model", model);
    names.forEach(state.putArray("names")::add);
    state.put("data", data);
    weights.ifPresent(digest -> state.put("weights", digest));
    state.put("imgsz", imgsz);
    state.put("batch", batch);
    ObjectNode values = state.putObject("hyp");
    hyp.forEach(values::put);
    return state;
  }

  /**
   * Checks that a snapshot is of this training.
   *
   * @throws TrainerException {@code BAD_INPUT} naming the field that differs
   */
  void requireSame(JsonNode snapshot) {
    if (snapshot.path("format").asInt() != FORMAT) {
      throw new TrainerException(
          BAD_INPUT,
          "Cannot continue from the snapshot: its format is %s, this worker reads %d; use a worker of the version that wrote it"
              .formatted(snapshot.path("format"), FORMAT));
    }
    ObjectNode own = toJson();
    for (String field : FIXED) {
      if (!own.path(field).equals(snapshot.path(field))) {
        throw new TrainerException(
            BAD_INPUT,
            "Cannot continue from the snapshot: its field %s is %s, the job's is %s; start a new job for the other"
                .formatted(field, shown(snapshot.path(field)), shown(own.path(field))));
      }
    }
  }

  private static String shown(JsonNode value) {
    String text = value.isMissingNode() ? "missing" : value.toString();
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
