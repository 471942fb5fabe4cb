package dev.baton.common.messages;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a detector is trained, beyond what every task has: the rarer options of YOLOv9's command line
 * under its names. In a request they stand beside the other fields.
 *
 * @param weights file that the workers can see with the weights to start from
 * @param resume {@code last.pt} of a training that YOLOv9 began, which the workers can see and go
 *     on with
 * @param lrSchedule how the learning rate falls: {@code linear}, {@code cos}, {@code flat-cos},
 *     {@code fixed}
 * @param labelSmoothing kept for the reference's command lines; its loss does not use it
 * @param freeze layers whose weights stay; a single number n stands for the first n layers
 * @param amp arithmetic of the network: {@code fp32} or {@code bf16}
 * @param device {@code cpu}, or the numbers of the worker's GPUs, for example {@code 0,1}
 * @param rect batches of like-shaped images, without mosaic and in a fixed order
 * @param quad four images of a batch tiled into one
 * @param imageWeights images of hard and rare classes are drawn more often
 * @param multiScale every batch is resized by half to one and a half
 * @param singleCls all classes are taken for one
 * @param cache where images are kept between epochs: {@code none}, {@code ram}, {@code disk}
 * @param plots whether curves and sample images are drawn
 * @param unknown fields of a newer version, carried along untouched
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record DetectionOptions(
    Optional<String> weights,
    Optional<String> resume,
    @JsonProperty("lr_schedule") String lrSchedule,
    @JsonProperty("label_smoothing") double labelSmoothing,
    List<Integer> freeze,
    String amp,
    String device,
    boolean rect,
    boolean quad,
    @JsonProperty("image_weights") boolean imageWeights,
    @JsonProperty("multi_scale") boolean multiScale,
    @JsonProperty("single_cls") boolean singleCls,
    String cache,
    boolean plots,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknown) {

  /** What holds where a request says nothing. */
  public static final DetectionOptions DEFAULTS =
      new DetectionOptions(
          Optional.empty(),
          Optional.empty(),
          "linear",
          0,
          List.of(),
          "fp32",
          "cpu",
          false,
          false,
          false,
          false,
          false,
          "none",
          true,
          Map.of());

  public DetectionOptions {
    weights = weights == null ? Optional.empty() : weights;
    resume = resume == null ? Optional.empty() : resume;
    freeze = freeze == null ? List.of() : List.copyOf(freeze);
    unknown = new TreeMap<>(unknown == null ? Map.of() : unknown);
  }
}
