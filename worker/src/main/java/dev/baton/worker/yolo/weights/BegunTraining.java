package dev.baton.worker.yolo.weights;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import ai.djl.ndarray.NDArray;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.JobSpec;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TensorBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training with SGD that the reference began and did not finish: its {@code last.pt}, from which
 * another trainer goes on at the next epoch.
 *
 * @param file the {@code last.pt}
 * @param finishedEpochs epochs that it has behind it
 * @param updates of its moving average
 * @param bestFitness of its epochs
 * @param classNames that it tells apart; empty where the file has none
 * @param options that it was begun with, see {@link ReferenceCheckpoint#options}
 * @param cfg the model YAML as text
 */
public record BegunTraining(
    WeightFile file,
    int finishedEpochs,
    long updates,
    double bestFitness,
    List<String> classNames,
    Map<String, Object> options,
    Optional<String> cfg) {
  private static final Logger LOG = LoggerFactory.getLogger(BegunTraining.class);
  private static final int NAMED = 3;
  private static final int STRIDE = 32;

  /** More than any size of images or batch that a request may have. */
  private static final int MOST = 1_000_000;

  /**
   * Reads where a training stands.
   *
   * @throws TrainerException {@code DATA_NOT_VISIBLE} when this machine does not have the file,
   *     {@code BAD_INPUT} when it holds no unfinished training
   */
  public static BegunTraining open(Path path) {
    requireKnown(path.toString());
    WeightFile file = WeightFile.open("resume", path);
    try (ReferenceCheckpoint checkpoint = ReferenceCheckpoint.open(path)) {
      if (checkpoint.epoch().isEmpty()) {
        throw refused(
            "%s is not of an unfinished training: it has no epoch; start another from it with weights",
            path);
      }
      if (!checkpoint.hasAverage() || !checkpoint.hasOptimizer()) {
        throw refused(
            "%s has no %s, so its training cannot go on; start another from it with weights",
            path, checkpoint.hasOptimizer() ? "moving average" : "optimizer");
      }
      return new BegunTraining(
          file,
          checkpoint.epoch().getAsInt() + 1,
          checkpoint.updates(),
          checkpoint.bestFitness(),
          checkpoint.names(),
          checkpoint.options(),
          checkpoint.card().cfg());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * Checks the name of a file that may be on another machine.
   *
   * @throws TrainerException {@code BAD_INPUT} when it does not end in .pt
   */
  public static void requireKnown(String path) {
    if (!path.endsWith(".pt")) {
      throw refused(
          "%s must be a last.pt of YOLOv9; trainings of Baton go on by themselves (baton resume JOB)",
          path);
    }
  }

  /**
   * Checks that a job goes on with this training: with its size of images and its batch, where the
   * file says them, and with epochs left.
   *
   * @throws TrainerException {@code BAD_INPUT} naming both sides of what differs
   */
  public void requireFits(JobSpec job) {
    imgsz().ifPresent(own -> requireSame("imgsz", own, job.imgsz()));
    batch().ifPresent(own -> requireSame("batch", own, job.batch()));
    if (job.epochs() <= finishedEpochs) {
      throw refused(
          "%s has finished %d epochs and epochs is %d, so none is left; give the number that its training was begun with",
          file.path(), finishedEpochs, job.epochs());
    }
  }

  /** Side of its images in pixels, a multiple of 32, to which YOLOv9 rounds up. */
  public OptionalInt imgsz() {
    OptionalInt side = positive("imgsz");
    return side.isPresent() ? OptionalInt.of(Math.ceilDiv(side.getAsInt(), STRIDE) * STRIDE) : side;
  }

  /** Images in a step; empty where YOLOv9 was left to choose. */
  public OptionalInt batch() {
    return positive("batch_size");
  }

  private OptionalInt positive(String option) {
    return options.get(option) instanceof Long value && value > 0 && value <= MOST
        ? OptionalInt.of(value.intValue())
        : OptionalInt.empty();
  }

  private void requireSame(String field, int own, int value) {
    if (own != value) {
      throw refused(
          "%s was trained with %s %d, the job has %d; give %d, or start another training from it with weights",
          file.path(), field, own, value, own);
    }
  }

  /**
   * Checks that the training is one on these classes.
   *
   * @throws TrainerException {@code BAD_INPUT} naming both sides of what differs
   */
  public void requireClasses(List<String> names) {
    if (!classNames.isEmpty() && !classNames.equals(names)) {
      throw refused(
          "%s detects the %d classes %s, the data have the %d classes %s; take the data it was trained on, or start another training from it with weights",
          file.path(), classNames.size(), shown(classNames), names.size(), shown(names));
    }
  }

  private static String shown(List<String> names) {
    return names.size() <= 2 * NAMED ? names.toString() : names.subList(0, 2 * NAMED) + "...";
  }

  /**
   * Overwrites the state of a training's first step. All tensors have to be the file's, by name and
   * shape; momenta that the file does not have, of parameters that never had a gradient, stay zero.
   *
   * @param network with the weights that are trained
   * @param average which follows it
   * @param momenta by the names of the parameters
   * @throws TrainerException {@code BAD_INPUT} naming tensors that do not fit
   */
  public void copyTo(Network network, Network average, Map<String, NDArray> momenta) {
    try (ReferenceCheckpoint checkpoint = ReferenceCheckpoint.open(file.path())) {
      copy("model", checkpoint.weights(), network);
      copy("moving average", checkpoint.average(), average);
      for (Tensor momentum : checkpoint.momenta()) {
        NDArray target = momenta.get(momentum.name());
        if (target != null) { // of a layer that is not frozen
          TensorBytes.write(target, momentum.data());
        }
      }
    } catch (IOException e) {
      throw unreadable(file.path(), e);
    }
    LOG.info(
        "Took over a training: file={} epochs={} updates={}", file.path(), finishedEpochs, updates);
  }

  private void copy(String part, List<Tensor> tensors, Network network) {
    Transfer transfer = Transfer.of(tensors, network);
    if (!transfer.isWhole() || tensors.size() != transfer.copied()) {
      throw refused(
          "the %s of %s is of another cfg: %d of its %d tensors fit%s; choose the cfg that it was trained with",
          part,
          file.path(),
          transfer.copied(),
          tensors.size(),
          transfer.isWhole() ? "" : ", " + transfer.someKept());
    }
  }

  private static TrainerException unreadable(Path path, IOException cause) {
    return new TrainerException(
        BAD_INPUT, "Field resume: cannot read %s: %s".formatted(path, cause.getMessage()), cause);
  }

  private static TrainerException refused(String why, Object... values) {
    return new TrainerException(BAD_INPUT, "Field resume: " + why.formatted(values));
  }
}
