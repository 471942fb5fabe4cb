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
  private static final String DATA = "data";

  /**
   * Fields that must be equal for a training to go on; hyper-parameters follow from the request.
   */
  private static final List<String> FIXED =
      List.of("model", "names", DATA, "weights", "imgsz", "batch");

  ObjectNode toJson() {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.put("format", FORMAT);
    state.put("model", model);
    names.forEach(state.putArray("names")::add);
    state.put(DATA, data);
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
    requireSame(snapshot, FIXED);
  }

  /** As {@link #requireSame}, where another data set is allowed between two epochs. */
  void requireSameButForData(JsonNode snapshot) {
    requireSame(snapshot, FIXED.stream().filter(field -> !field.equals(DATA)).toList());
    if (snapshot.path("step_in_epoch").asInt() > 0) {
      int epoch = snapshot.path("epoch").asInt();
      throw new TrainerException(
          BAD_INPUT,
          "Cannot continue with other data from inside epoch %d: go back to where an epoch ended (baton resume JOB --from epoch_%d --allow data)"
              .formatted(epoch + 1, epoch));
    }
  }

  /** Whether a snapshot was trained on this data set. */
  boolean isOfSameData(JsonNode snapshot) {
    return data.equals(snapshot.path(DATA).asText());
  }

  private void requireSame(JsonNode snapshot, List<String> fields) {
    if (snapshot.path("format").asInt() != FORMAT) {
      throw new TrainerException(
          BAD_INPUT,
          "Cannot continue from the snapshot: its format is %s, this worker reads %d; use a worker of the version that wrote it"
              .formatted(snapshot.path("format"), FORMAT));
    }
    ObjectNode own = toJson();
    for (String field : fields) {
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
