package dev.baton.common.messages;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a job trains and how, with every default filled in. The names in JSON are those that
 * YOLOv9's users know.
 *
 * @param task the trainer's name, for example {@code yolov9} or {@code tiny}
 * @param cfg a built-in model's name, or a model YAML as text (it then has several lines)
 * @param data path of a data.yaml that the workers can see
 * @param imgsz side of the square network input in pixels, a multiple of 32
 * @param batch images per step
 * @param epochs passes over the training images until the job is finished
 * @param hyp hyper-parameters that differ from the trainer's defaults, by the reference's names
 * @param optimizer {@code SGD}, {@code Adam}, {@code AdamW} or {@code LION}
 * @param seed seed of every random draw
 * @param nbs nominal batch size: gradients are accumulated over {@code nbs / batch} steps
 * @param patience epochs without a better fitness after which training stops early, 0 for never
 * @param savePeriod keep the checkpoint of every such epoch, −1 for none
 * @param closeMosaic the last so many epochs are trained without mosaic
 * @param minItems training images with fewer annotations are left out
 * @param threads arithmetic threads; part of the job because it changes the bits
 * @param workers loader threads; never changes a bit
 * @param checkpointEvery time of training between two checkpoints inside an epoch
 * @param maxUnsaved how long training goes on while a checkpoint cannot be stored; then it waits
 * @param maxSize what the checkpoints may take up in the store, or empty for no limit
 * @param epochsPerCommand the quantum in epochs, or empty to let the scheduler choose
 * @param numerics {@code any}, or {@code strict}: only workers of the first attempt's numerics
 *     class
 * @param notifyUrl who is told when the job has ended, beside whom the scheduler tells anyway
 * @param detection what only detectors have
 * @param unknown fields of a newer version, carried along untouched
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record JobSpec(
    String task,
    String cfg,
    String data,
    int imgsz,
    int batch,
    int epochs,
    Map<String, Double> hyp,
    String optimizer,
    long seed,
    int nbs,
    int patience,
    @JsonProperty("save_period") int savePeriod,
    @JsonProperty("close_mosaic") int closeMosaic,
    @JsonProperty("min_items") int minItems,
    int threads,
    int workers,
    @JsonProperty("checkpoint_every") Duration checkpointEvery,
    @JsonProperty("max_unsaved") Duration maxUnsaved,
    @JsonProperty("max_size") Optional<ByteSize> maxSize,
    @JsonProperty("epochs_per_command") Optional<Integer> epochsPerCommand,
    String pool,
    int priority,
    String owner,
    String numerics,
    @JsonProperty("notify_url") Optional<URI> notifyUrl,
    DetectionOptions detection,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknown) {

  /** Of jobs that do not say. */
  public static final Duration USUAL_MAX_UNSAVED = Duration.ofMinutes(5);

  public JobSpec {
    maxUnsaved = maxUnsaved == null ? USUAL_MAX_UNSAVED : maxUnsaved;
    maxSize = maxSize == null ? Optional.empty() : maxSize;
    hyp = new TreeMap<>(hyp == null ? Map.of() : hyp);
    epochsPerCommand = epochsPerCommand == null ? Optional.empty() : epochsPerCommand;
    notifyUrl = notifyUrl == null ? Optional.empty() : notifyUrl;
    detection = detection == null ? DetectionOptions.DEFAULTS : detection;
    unknown = new TreeMap<>(unknown == null ? Map.of() : unknown);
  }

  /** Whether {@code cfg} is a model YAML's text, not a built-in model's name. */
  public boolean hasOwnModel() {
    return cfg.contains("\n");
  }

  /** The same training with another place in the queue. */
  public JobSpec withPriority(int other) {
    return with(data, epochs, other);
  }

  /** The same training with another number of epochs. */
  public JobSpec withEpochs(int other) {
    return with(data, other, priority);
  }

  /** The same training on data that lie elsewhere. */
  public JobSpec withData(String other) {
    return with(other, epochs, priority);
  }

  private JobSpec with(String otherData, int otherEpochs, int otherPriority) {
    return new JobSpec(
        task,
        cfg,
        otherData,
        imgsz,
        batch,
        otherEpochs,
        hyp,
        optimizer,
        seed,
        nbs,
        patience,
        savePeriod,
        closeMosaic,
        minItems,
        threads,
        workers,
        checkpointEvery,
        maxUnsaved,
        maxSize,
        epochsPerCommand,
        pool,
        otherPriority,
        owner,
        numerics,
        notifyUrl,
        detection,
        unknown);
  }

  /** Whether only workers of the first attempt's numerics class may train this job. */
  public boolean isNumericsStrict() {
    return numerics.equals("strict");
  }
}
