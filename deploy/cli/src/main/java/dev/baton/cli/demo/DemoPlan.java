package dev.baton.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What the demonstration trains: small enough for two minutes on two cores, long enough for the mAP
 * to rise.
 *
 * @param data the data.yaml
 * @param stepsPerEpoch by the number of training images
 */
record DemoPlan(Path data, int epochs, int stepsPerEpoch) {
  static final int BATCH = 8;
  static final int SHAPES_TRAIN = 160;
  static final int SHAPES_VAL = 32;

  /**
   * Side of the network input. Small, because the mAP needs updates before it needs pixels: 205
   * images give 9 epochs in about a minute, at 320 px it would be 3, and a flat line.
   */
  static final int PX = 160;

  /** Hyper-parameters at 0 so that each image is trained as it is, but for colours and flips. */
  private static final List<String> WHOLE_IMAGES =
      List.of("mosaic", "mixup", "copy_paste", "scale", "translate");

  private static final int EPOCHS = 12;
  private static final int FEWEST_EPOCHS = 2;

  /** What one thread does in about a minute. */
  private static final int STEPS = 240;

  static DemoPlan shapes(Path data) {
    return new DemoPlan(data, EPOCHS, SHAPES_TRAIN / BATCH);
  }

  /** For a user's data: as many epochs as time allows. */
  static DemoPlan forUser(Path data, int trainImages) {
    int stepsPerEpoch = Math.ceilDiv(trainImages, BATCH);
    int epochs = Math.clamp(STEPS / stepsPerEpoch, FEWEST_EPOCHS, EPOCHS);
    return new DemoPlan(data, epochs, stepsPerEpoch);
  }

  /** The epoch, counted from 1, in whose middle the worker is killed. */
  int killEpoch() {
    return (epochs + 1) / 2;
  }

  /** The request, as anybody could write it; only the names of two such requests differ. */
  Request.Train request(String job, String requestId) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("version", 1).put("type", "train").put("job", job).put("requestId", requestId);
    json.put("cfg", "gelan-t").put("data", data.toString()).put("owner", "demo");
    json.put("imgsz", PX).put("batch", BATCH).put("nbs", BATCH).put("epochs", epochs);
    json.put("threads", 1).put("checkpoint_every", "2s");
    // Mosaics pay off after many epochs; in these few they would keep the mAP near zero.
    WHOLE_IMAGES.forEach(name -> json.withObject("hyp").put(name, 0.0));
    try {
      byte[] line = json.toString().getBytes(StandardCharsets.UTF_8);
      return (Request.Train) RequestReader.read(line, requestId);
    } catch (MessageFormatException e) {
      throw new IllegalStateException("The demonstration's own request is refused", e);
    }
  }

  @Override
  public String toString() {
    return "gelan-t, %d px, batch %d, %d epochs of %d steps, a checkpoint at least every 2 s"
        .formatted(PX, BATCH, epochs, stepsPerEpoch);
  }
}
