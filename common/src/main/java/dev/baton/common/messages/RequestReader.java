package dev.baton.common.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.dataset.DatasetReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what people send to {@link Topics#REQUESTS}: strictly, with defaults filled in, and with
 * every problem named at once.
 */
public final class RequestReader {
  private static final Duration LEAST_CHECKPOINT_EVERY = Duration.ofMillis(100);

  /** Stands for "never", and workers can still count it in nanoseconds. */
  private static final Duration LONGEST_DURATION = Duration.ofDays(365);

  /** Of who is named in every answer and every list of jobs. */
  private static final int MOST_CHARACTERS = 128;

  private static final List<String> TYPES =
      List.of(
          "train",
          "pause",
          "resume",
          "rerun",
          "extend",
          "rewind",
          "restore",
          "cancel",
          "set-priority",
          "remove");

  private RequestReader() {}

  /**
   * Reads one request.
   *
   * @param fallbackId the request id when the sender gave none
   * @throws MessageFormatException with one sentence for each thing to change
   */
  public static Request read(byte[] bytes, String fallbackId) throws MessageFormatException {
    JsonNode json = MessageCodec.readTree(bytes);
    MessageCodec.requireVersion(json);
    RequestFields fields = new RequestFields(json);
    fields.integer("version", MessageCodec.VERSION, MessageCodec.VERSION, MessageCodec.VERSION);
    String type = fields.oneOf("type", "", TYPES);
    String job = fields.requiredText("job", "exp1");
    if (!job.isEmpty()) {
      JobName.problem(job).ifPresent(fields::problem);
    }
    String id = fields.text("requestId", fallbackId, MOST_CHARACTERS);
    Request request =
        switch (type) {
          case "train" -> new Request.Train(job, spec(fields), id);
          case "pause" -> new Request.Pause(job, id);
          case "resume" -> new Request.Resume(job, id);
          case "rerun" -> new Request.Rerun(job, allow(fields), id);
          case "extend" ->
              new Request.Extend(
                  job, fields.requiredInteger("epochs", 1, 1_000_000), allow(fields), id);
          case "rewind" ->
              new Request.Rewind(
                  job, fields.requiredWhole("from", 0, Long.MAX_VALUE), allow(fields), id);
          case "restore" -> restore(job, fields, id);
          case "cancel" -> new Request.Cancel(job, id);
          case "set-priority" ->
              new Request.SetPriority(job, fields.integer("priority", 5, 0, 10), id);
          case "remove" -> new Request.Remove(job, id);
          default -> null;
        };
    if (request == null) {
      throw new MessageFormatException(
          "type is %s: use one of %s".formatted(json.path("type"), String.join(", ", TYPES)));
    }
    fields.finish();
    return request;
  }

  private static Optional<String> allow(RequestFields fields) {
    return fields.parsed("allow", Optional.empty(), text -> Optional.of(Allowance.check(text)));
  }

  private static Request restore(String job, RequestFields fields, String id)
      throws MessageFormatException {
    JobState state =
        fields
            .message("state", JobState.class)
            .orElseThrow(
                () ->
                    new MessageFormatException(
                        "state is missing or incomplete: let baton admin rebuild write it"));
    if (!state.job().equals(job)) {
      fields.problem("state is of job \"%s\", not of \"%s\"".formatted(state.job(), job));
    }
    if (state.status() == JobState.Status.RUNNING || state.isCommandOpen()) {
      fields.problem("state is of a job that runs: restore it as PAUSED or QUEUED");
    }
    try {
      PoolName.require(state.spec().pool()); // it becomes the name of a topic
    } catch (IllegalArgumentException e) {
      fields.problem("state.spec.pool: %s".formatted(e.getMessage()));
    }
    return new Request.Restore(job, state, id);
  }

  /**
   * The line of JSON that asks for {@code request}; {@link #read} reads it back to the same
   * request.
   */
  public static byte[] write(Request request) {
    if (!(request instanceof Request.Train train)) {
      return MessageCodec.encode(request);
    }
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("version", MessageCodec.VERSION).put("type", "train").put("job", train.job());
    json.put("requestId", train.requestId());
    ObjectNode spec = Json.MAPPER.valueToTree(train.spec());
    JsonNode detection = spec.remove("detection");
    json.setAll(spec);
    json.setAll((ObjectNode) detection);
    return json.toString().getBytes(UTF_8);
  }

  /** What a request to train has when it gives nothing but its task; data and model are "-". */
  public static JobSpec usual(String task) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("task", task).put("cfg", "-").put("data", "-");
    return spec(new RequestFields(json));
  }

  private static JobSpec spec(RequestFields fields) {
    String task = fields.text("task", "yolov9");
    boolean isDetection = task.equals("yolov9");
    String cfg =
        isDetection ? fields.requiredText("cfg", "gelan-t") : fields.text("cfg", "default");
    String data =
        isDetection ? fields.requiredText("data", "/data/set/data.yaml") : fields.text("data", "-");
    requireLastingData(data, fields);
    int imgsz = fields.integer("imgsz", 640, 32, 8192);
    if (imgsz % 32 != 0) {
      fields.problem(
          "imgsz is %d: give a multiple of 32, for example %d"
              .formatted(imgsz, (imgsz + 31) / 32 * 32));
    }
    Duration checkpointEvery =
        fields.parsed("checkpoint_every", Duration.ofSeconds(60), RequestReader::duration);
    if (checkpointEvery.compareTo(LEAST_CHECKPOINT_EVERY) < 0) {
      fields.problem("checkpoint_every is shorter than 100ms: give at least \"100ms\"");
    }
    return new JobSpec(
        task,
        cfg,
        data,
        imgsz,
        fields.integer("batch", 16, 1, 65_536),
        fields.integer("epochs", 100, 1, 1_000_000),
        fields.numbers("hyp"),
        fields.oneOf("optimizer", "SGD", List.of("SGD", "Adam", "AdamW", "LION")),
        fields.whole("seed", 0, 0, Long.MAX_VALUE),
        fields.integer("nbs", 64, 1, 65_536),
        fields.integer("patience", 100, 0, 1_000_000),
        fields.integer("save_period", -1, -1, 1_000_000),
        fields.integer("close_mosaic", 0, 0, 1_000_000),
        fields.integer("min_items", 0, 0, 1_000_000),
        fields.integer("threads", 1, 1, 1024),
        fields.integer("workers", 1, 0, 256),
        checkpointEvery,
        fields.parsed("max_unsaved", JobSpec.USUAL_MAX_UNSAVED, RequestReader::duration),
        fields.parsed("max_size", Optional.empty(), text -> Optional.of(ByteSize.parse(text))),
        fields.optionalInteger("epochs_per_command", 1, 1_000_000),
        fields.parsed("pool", "default", PoolName::require),
        fields.integer("priority", 5, 0, 10),
        fields.text("owner", "anonymous", MOST_CHARACTERS),
        fields.oneOf("numerics", "any", List.of("any", "strict")),
        fields.parsed("notify_url", Optional.empty(), text -> Optional.of(NotifyUrl.parse(text))),
        detection(fields),
        Map.of());
  }

  /** A job keeps its data: of pushed sets only a digest will do. */
  private static void requireLastingData(String data, RequestFields fields) {
    try {
      if (DatasetReference.of(data).orElse(null) instanceof DatasetReference.Named name) {
        fields.problem(
            "data is %s, a name that may be given to another set: give %s and the digest that baton data list shows, or let baton train do so"
                .formatted(name, DatasetReference.SCHEME + DatasetReference.PREFIX));
      }
    } catch (IllegalArgumentException e) {
      fields.problem("data: %s".formatted(e.getMessage()));
    }
  }

  private static DetectionOptions detection(RequestFields fields) {
    return new DetectionOptions(
        fields.optionalText("weights"),
        fields.optionalText("resume"),
        fields.oneOf("lr_schedule", "linear", List.of("linear", "cos", "flat-cos", "fixed")),
        fields.number("label_smoothing", 0, 0, 1),
        fields.wholes("freeze", 0, 10_000),
        fields.oneOf("amp", "fp32", List.of("fp32", "bf16")),
        fields.parsed("device", "cpu", RequestReader::device),
        fields.flag("rect", false),
        fields.flag("quad", false),
        fields.flag("image_weights", false),
        fields.flag("multi_scale", false),
        fields.flag("single_cls", false),
        fields.oneOf("cache", "none", List.of("none", "ram", "disk")),
        fields.flag("plots", true),
        Map.of());
  }

  /** In one spelling, because a job's digest covers it. */
  private static String device(String text) {
    if (text.isEmpty() || text.equals("cpu")) {
      return "cpu";
    }
    String numbers = text.replaceFirst("^cuda:", "");
    if (!numbers.matches("\\d{1,3}(,\\d{1,3})*")) {
      throw new IllegalArgumentException(
          "\"%s\" is no device: give \"cpu\", or numbers of GPUs like \"0\" or \"0,1\""
              .formatted(text));
    }
    List<Integer> gpus = Arrays.stream(numbers.split(",")).map(Integer::valueOf).toList();
    if (Set.copyOf(gpus).size() < gpus.size()) {
      throw new IllegalArgumentException(
          "\"%s\" names a GPU twice: name each once".formatted(text));
    }
    return gpus.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static Duration duration(String text) {
    Duration duration = DurationText.parse(text);
    if (duration.compareTo(LONGEST_DURATION) > 0) {
      throw new IllegalArgumentException(
          "\"%s\" is too long: give at most %dh".formatted(text, LONGEST_DURATION.toHours()));
    }
    return duration;
  }
}
