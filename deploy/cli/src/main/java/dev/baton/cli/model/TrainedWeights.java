package dev.baton.cli.model;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import dev.baton.cli.data.LocalData;
import dev.baton.cli.jobs.JobWeights;
import dev.baton.cli.jobs.StoreFailure;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.JobName;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.weights.ModelCard;
import dev.baton.worker.yolo.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Trained weights that somebody named, in a file that may be a copy out of a job.
 *
 * @param name as people call them: the file, or the job and its checkpoint
 * @param stem to name other files after
 * @param file of this machine
 * @param card what they say about themselves
 * @param model what was trained
 * @param copy deleted with this
 */
public record TrainedWeights(
    String name, String stem, WeightFile file, ModelCard card, ModelYaml model, Optional<Path> copy)
    implements AutoCloseable {
  private static final String BEST = "best";
  private static final int USUAL_SIDE_PX = 640;

  /**
   * @param argument a file, or {@code JOB[:best|last|epoch_N]}
   * @param cfg the model, where somebody says it
   */
  static TrainedWeights open(String argument, Optional<String> cfg, ConnectionOptions connection) {
    Path path = Path.of(argument);
    String[] parts = argument.split(":", 2);
    if (isFile(argument) || JobName.problem(parts[0]).isPresent()) {
      requireFile(path);
      return of(argument, stem(path), path, cfg, Optional.empty());
    }
    String which = parts.length == 1 ? BEST : parts[1];
    JobWeights weights = load(parts[0], which, connection.resolve());
    Checkpointed entry = weights.checkpoint().entry();
    String name =
        "%s:%s (%s)".formatted(parts[0], which, Quantities.position(entry.epoch(), entry.step()));
    return ofCopy(name, parts[0], copy(weights), cfg);
  }

  /** Weights in a file that nobody else needs: it goes away where they are of no use, too. */
  static TrainedWeights ofCopy(String name, String stem, Path copy, Optional<String> cfg) {
    try {
      return of(name, stem, copy, cfg, Optional.of(copy));
    } catch (RuntimeException e) {
      delete(copy);
      throw e;
    }
  }

  private static JobWeights load(String job, String which, FleetConnection fleet) {
    try (ObjectStore store = fleet.openStore()) {
      return JobWeights.find(store, job, which);
    } catch (IOException e) {
      throw StoreFailure.of(fleet.store(), e);
    }
  }

  private static Path copy(JobWeights weights) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Path copy = Files.createTempFile(temporary, "baton-", ".safetensors");
      copy.toFile().deleteOnExit(); // for a Ctrl-C and a full disk
      return Files.write(copy, weights.safetensors());
    } catch (IOException e) {
      throw FileFailure.at(temporary, e);
    }
  }

  private static boolean isFile(String argument) {
    return argument.endsWith(".safetensors")
        || argument.endsWith(".pt")
        || argument.contains("/")
        || Files.exists(Path.of(argument));
  }

  private static void requireFile(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new CommandFailedException(
          "%s: there is no such file; give a .safetensors or .pt file, or JOB[:best|last|epoch_N]"
              .formatted(path));
    }
  }

  private static TrainedWeights of(
      String name, String stem, Path path, Optional<String> cfg, Optional<Path> copy) {
    try {
      WeightFile file = WeightFile.open(path);
      ModelCard card = file.card();
      ModelYaml model =
          cfg.map(ModelFile::read)
              .or(() -> card.cfg().map(ModelYaml::of))
              .orElseThrow(
                  () ->
                      new CommandFailedException(
                          "%s does not say which model it is of: give its --cfg".formatted(name)));
      return new TrainedWeights(name, stem, file, card.withCfg(model.text()), model, copy);
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private static String stem(Path path) {
    String fileName = path.getFileName().toString();
    int dot = fileName.lastIndexOf('.');
    return dot > 0 ? fileName.substring(0, dot) : fileName;
  }

  /**
   * Names of the classes.
   *
   * @param data a path or a pushed data set, whose names count more than those that the weights say
   * @throws CommandFailedException when neither says them
   */
  public List<String> classNames(Optional<String> data, Supplier<FleetConnection> fleet) {
    if (data.isPresent()) {
      return LocalData.classNames(data.get(), fleet);
    }
    if (card.classNames().isEmpty()) {
      throw new CommandFailedException(
          "%s does not say what its classes are called: give the --data that it was trained on"
              .formatted(name));
    }
    return card.classNames();
  }

  /** The same for images of another size than they say. */
  TrainedWeights withImgsz(int side) {
    return new TrainedWeights(name, stem, file, card.withImgsz(side), model, copy);
  }

  /** Side of the images in pixels. */
  public int imgsz() {
    return card.imgsz().orElse(USUAL_SIDE_PX);
  }

  @Override
  public void close() {
    copy.ifPresent(TrainedWeights::delete);
  }

  private static void delete(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      throw new CommandFailedException("Cannot delete %s: %s".formatted(copy, e), e);
    }
  }
}
