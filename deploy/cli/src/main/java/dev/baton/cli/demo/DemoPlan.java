package dev.baton.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What the demonstration trains: small enough for two minutes on two cores, long enough for the mAP
 * to rise.
 *
 * @param data the data.yaml
 * @param imgsz side of the network input
 * @param stepsPerEpoch by the number of training images
 */
record DemoPlan(Path data, int imgsz, int epochs, int stepsPerEpoch) {
  static final int BATCH = 8;

  /** Images, side and epochs of the shapes; tried: mAP50 0.74 after 46 s on one thread. */
  static final int SHAPES_TRAIN = 160;

  static final int SHAPES_VAL = 32;
  static final int SHAPES_PX = 160;
  private static final int SHAPES_EPOCHS = 12;

  /** Steps of 320 px that one thread does in about a minute, and how they may be cut in epochs. */
  private static final int STEPS = 110;

  private static final int FEWEST_EPOCHS = 2;

  static DemoPlan shapes(Path data) {
    return new DemoPlan(data, SHAPES_PX, SHAPES_EPOCHS, SHAPES_TRAIN / BATCH);
  }

  /** For a user's data: 320 px, half of that for large sets, and as many epochs as time allows. */
  static DemoPlan forUser(Path data, int trainImages) {
    int stepsPerEpoch = Math.ceilDiv(trainImages, BATCH);
    boolean isLarge = stepsPerEpoch * FEWEST_EPOCHS > STEPS;
    int steps = isLarge ? STEPS * 4 : STEPS; // a step of half the side costs a quarter
    int epochs = Math.clamp(steps / stepsPerEpoch, FEWEST_EPOCHS, SHAPES_EPOCHS);
    return new DemoPlan(data, isLarge ? 160 : 320, epochs, stepsPerEpoch);
  }

  /** The epoch, counted from 1, in whose middle the worker is killed. */
  int killEpoch() {
    return Math.max(1, epochs / 2);
  }

  /** The request, as anybody could write it; only the names of two such requests differ. */
  Request.Train request(String job, String requestId) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("version", 1).put("type", "train").put("job", job).put("requestId", requestId);
    json.put("cfg", "gelan-t").put("data", data.toString()).put("owner", "demo");
    json.put("imgsz", imgsz).put("batch", BATCH).put("nbs", BATCH).put("epochs", epochs);
    json.put("threads", 1).put("checkpoint_every", "2s");
    try {
      byte[] line = json.toString().getBytes(StandardCharsets.UTF_8);
      return (Request.Train) RequestReader.read(line, requestId);
    } catch (MessageFormatException e) {
      throw new IllegalStateException("The demonstration's own request is refused", e);
    }
  }

  @Override
  public String toString() {
    return "gelan-t, %d px, batch %d, %d epochs of %d steps, a checkpoint every 2 s"
        .formatted(imgsz, BATCH, epochs, stepsPerEpoch);
  }
}
