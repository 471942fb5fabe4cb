package dev.baton.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.CommandFailedException;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * What to train and how, in the words of YOLOv9's command line. What is not given is left to {@link
 * RequestReader}, so that a request from here and one from {@code kcat} have the same defaults and
 * get the same answers.
 */
public final class TrainOptions {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "The data set's data.yaml, at a path that the workers see too; or a pushed one: baton://NAME.")
  private Optional<String> data = Optional.empty();

  @Option(
      names = "--cfg",
      paramLabel = "MODEL",
      description = "A built-in model (gelan-t, yolov9-c, ...) or a model YAML file, sent along.")
  private Optional<String> cfg = Optional.empty();

  @Option(
      names = {"--imgsz", "--img", "--img-size"},
      paramLabel = "PIXELS",
      description = "Side of the square network input, a multiple of 32 (640).")
  private Optional<Integer> imgsz = Optional.empty();

  @Option(
      names = {"--batch", "--batch-size"},
      paramLabel = "IMAGES",
      description = "Images in a step (16).")
  private Optional<Integer> batch = Optional.empty();

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data (100).")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--hyp",
      paramLabel = "FILE",
      description = "Hyper-parameters: a YAML file, or scratch-high, the default.")
  private Optional<String> hyp = Optional.empty();

  @Option(names = "--optimizer", paramLabel = "NAME", description = "SGD, Adam, AdamW, LION (SGD).")
  private Optional<String> optimizer = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "Of every random draw (0).")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--nbs",
      paramLabel = "IMAGES",
      description = "Nominal batch: gradients are gathered over nbs/batch steps (64).")
  private Optional<Integer> nbs = Optional.empty();

  @Option(
      names = "--patience",
      paramLabel = "EPOCHS",
      description = "Stop when so many epochs brought nothing better; 0: never (100).")
  private Optional<Integer> patience = Optional.empty();

  @Option(
      names = "--save-period",
      paramLabel = "EPOCHS",
      description = "Keep the checkpoint of every such epoch; -1: none (-1).")
  private Optional<Integer> savePeriod = Optional.empty();

  @Option(
      names = "--close-mosaic",
      paramLabel = "EPOCHS",
      description = "Train the last epochs without mosaic (0).")
  private Optional<Integer> closeMosaic = Optional.empty();

  @Option(
      names = "--min-items",
      paramLabel = "N",
      description = "Leave out training images with fewer annotations (0).")
  private Optional<Integer> minItems = Optional.empty();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Threads that load images, as in YOLOv9 (1). Worker processes are `baton up --workers`.")
  private Optional<Integer> loaderThreads = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Arithmetic threads (1). Part of the job: another number gives other bits.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--checkpoint-every",
      paramLabel = "TIME",
      description = "Training between two checkpoints inside an epoch: 2s, 5m, ... (60s).")
  private Optional<String> checkpointEvery = Optional.empty();

  @Option(
      names = "--max-unsaved",
      paramLabel = "TIME",
      description = "Training that goes on while checkpoints cannot be stored: 30s, 5m, ... (5m).")
  private Optional<String> maxUnsaved = Optional.empty();

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      description = {
        "What its checkpoints may take up in the store: 500MB, 20GB, ... (no limit).",
        "Beyond it the oldest ones of --save-period go."
      })
  private Optional<String> maxSize = Optional.empty();

  @Option(
      names = "--epochs-per-command",
      paramLabel = "N",
      description = "Epochs that a worker takes on at a time (the scheduler chooses).")
  private Optional<Integer> epochsPerCommand = Optional.empty();

  @Option(
      names = "--notify-url",
      paramLabel = "URL",
      description = "Who is told when the job has ended; the fleet has to allow its host (nobody).")
  private Optional<String> notifyUrl = Optional.empty();

  @Option(names = "--pool", paramLabel = "NAME", description = "The workers that train (default).")
  private Optional<String> pool = Optional.empty();

  @Option(
      names = "--priority",
      paramLabel = "0-10",
      description = "Place in the queue, higher goes first (5).")
  private Optional<Integer> priority = Optional.empty();

  @Option(names = "--owner", paramLabel = "NAME", description = "Who shares the fleet (you).")
  private Optional<String> owner = Optional.empty();

  @Option(
      names = "--numerics",
      paramLabel = "any|strict",
      description = "strict: only workers that compute the same bits take over (any).")
  private Optional<String> numerics = Optional.empty();

  @Option(names = "--task", paramLabel = "NAME", description = "The trainer (yolov9).")
  private Optional<String> task = Optional.empty();

  @Mixin private DetectorOptions detector = new DetectorOptions();

  /** What the file of --resume says, once {@link #inherit} has read it. */
  private Optional<BegunOptions> begun = Optional.empty();

  /** The {@code last.pt} of YOLOv9 that the job goes on with. */
  Optional<Path> resume() {
    return isYolo() ? detector.resume() : Optional.empty();
  }

  /**
   * Takes over from the {@code last.pt} of --resume what is not given.
   *
   * @return what to tell of that
   */
  List<String> inherit() {
    begun = resume().map(BegunOptions::read);
    return begun.map(options -> options.notes(typed())).orElse(List.of());
  }

  private boolean isYolo() {
    return task.orElse("yolov9").equals("yolov9");
  }

  /** Other trainers may bring their own model or data; YOLOv9 has neither by default. */
  public void requireComplete(CommandLine command) {
    boolean hasData = isGiven("data", data);
    boolean hasModel = isGiven("cfg", cfg);
    if (isYolo() && !(hasData && hasModel)) {
      throw new ParameterException(
          command,
          "%s missing: baton train --data data.yaml --cfg gelan-t"
              .formatted(hasData ? "--cfg is" : hasModel ? "--data is" : "--data and --cfg are"));
    }
  }

  private boolean isGiven(String field, Optional<String> option) {
    return option.isPresent()
        ? !option.get().isBlank()
        : begun.filter(options -> options.has(field)).isPresent();
  }

  /** The built-in model that --cfg means by the path of YOLOv9's own file, where there is none. */
  public Optional<String> modelByPath() {
    return cfg.flatMap(RequestFiles::builtInByPath);
  }

  /** The model's name without folder and ending: what {@code --name cfg} means to YOLOv9. */
  public Optional<String> modelStem() {
    return cfg.map(RequestFiles::stem);
  }

  /** Has what names a pushed data set replaced by what it means now. */
  public void pinData(UnaryOperator<String> pin) {
    data = data.map(value -> DataOption.isPushed(value) ? pin.apply(value) : value);
  }

  /**
   * The request of a command that trains for itself alone: job, request and owner have one name.
   *
   * @throws CommandFailedException naming everything that has to be changed
   */
  public Request.Train requestOfItsOwn(String name) {
    try {
      return request(name, name, name);
    } catch (MessageFormatException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  /**
   * The request that these options ask for, with files read into it.
   *
   * @param userName owner of the job unless the options name one
   * @throws MessageFormatException naming everything that has to be changed
   */
  public Request.Train request(String job, String requestId, String userName)
      throws MessageFormatException {
    ObjectNode json = typed();
    json.put("version", 1).put("type", "train").put("job", job).put("requestId", requestId);
    json.put("owner", owner.orElse(userName));
    begun.ifPresent(options -> options.addTo(json));
    return (Request.Train) RequestReader.read(json.toString().getBytes(UTF_8), requestId);
  }

  /** The fields of a request that were given. */
  private ObjectNode typed() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    task.ifPresent(value -> json.put("task", value));
    cfg.ifPresent(value -> json.put("cfg", RequestFiles.model(value)));
    data.ifPresent(value -> json.put("data", DataOption.absolute(value)));
    imgsz.ifPresent(value -> json.put("imgsz", value));
    batch.ifPresent(value -> json.put("batch", value));
    epochs.ifPresent(value -> json.put("epochs", value));
    hyp.ifPresent(value -> json.set("hyp", Json.MAPPER.valueToTree(RequestFiles.hyp(value))));
    optimizer.ifPresent(value -> json.put("optimizer", value));
    seed.ifPresent(value -> json.put("seed", value));
    nbs.ifPresent(value -> json.put("nbs", value));
    patience.ifPresent(value -> json.put("patience", value));
    savePeriod.ifPresent(value -> json.put("save_period", value));
    closeMosaic.ifPresent(value -> json.put("close_mosaic", value));
    minItems.ifPresent(value -> json.put("min_items", value));
    loaderThreads.ifPresent(value -> json.put("workers", value));
    threads.ifPresent(value -> json.put("threads", value));
    checkpointEvery.ifPresent(value -> json.put("checkpoint_every", value));
    maxUnsaved.ifPresent(value -> json.put("max_unsaved", value));
    maxSize.ifPresent(value -> json.put("max_size", value));
    epochsPerCommand.ifPresent(value -> json.put("epochs_per_command", value));
    notifyUrl.ifPresent(value -> json.put("notify_url", value));
    pool.ifPresent(value -> json.put("pool", value));
    priority.ifPresent(value -> json.put("priority", value));
    numerics.ifPresent(value -> json.put("numerics", value));
    detector.addTo(json);
    return json;
  }
}
