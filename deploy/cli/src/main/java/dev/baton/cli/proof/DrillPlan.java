package dev.baton.cli.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What a drill trains, again and again.
 *
 * @param name begins the names of its jobs
 * @param title for people
 * @param fields of the request, without job and id
 */
record DrillPlan(String name, String title, int epochs, ObjectNode fields) {
  private static final int STEPS = 25;
  private static final int STEP_MILLIS = 40;
  private static final int BATCH = 8;

  /** The toy, a second or so for each epoch: hundreds of takeovers an hour, on any machine. */
  static DrillPlan tiny(int epochs) {
    ObjectNode fields = Json.MAPPER.createObjectNode();
    fields.put("task", "tiny").put("batch", BATCH).put("checkpoint_every", "300ms");
    fields.putObject("hyp").put("steps", STEPS).put("step_millis", STEP_MILLIS);
    return new DrillPlan("tiny", "a toy", epochs, fields);
  }

  /**
   * A real detector on small images; gradients are gathered over two steps, so that there are some
   * to lose.
   *
   * @param dataYaml absolute
   * @param sizePx side of the network input
   */
  static DrillPlan detector(Path dataYaml, int sizePx, int epochs) {
    ObjectNode fields = Json.MAPPER.createObjectNode();
    fields.put("cfg", "gelan-t").put("data", dataYaml.toString()).put("imgsz", sizePx);
    fields.put("batch", BATCH).put("nbs", 2 * BATCH).put("checkpoint_every", "1s");
    String title = "gelan-t at %d px".formatted(sizePx);
    return new DrillPlan("gelan-t", title, epochs, fields);
  }

  /** The same, with a checkpoint every {@code time} inside an epoch, for example {@code 1s}. */
  DrillPlan withCheckpointEvery(String time) {
    return new DrillPlan(name, title, epochs, fields.deepCopy().put("checkpoint_every", time));
  }

  /** The job that is left alone. */
  String unbroken() {
    return name + "-unbroken";
  }

  /** The job of a round, from 1. */
  String round(int number) {
    return "%s-%d".formatted(name, number);
  }

  /** The request under a name; such requests differ in nothing else. */
  Request.Train request(String job) {
    ObjectNode json = fields.deepCopy();
    json.put("version", 1).put("type", "train").put("job", job).put("owner", "drill");
    json.put("epochs", epochs);
    try {
      return (Request.Train)
          RequestReader.read(json.toString().getBytes(UTF_8), UUID.randomUUID().toString());
    } catch (MessageFormatException e) {
      throw new IllegalStateException("The drill's own request is refused", e);
    }
  }
}
