package dev.baton.worker.yolo.weights;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import ai.djl.ndarray.NDArray;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TensorBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
 */
public record BegunTraining(
    WeightFile file,
    int finishedEpochs,
    long updates,
    double bestFitness,
    List<String> classNames) {
  private static final Logger LOG = LoggerFactory.getLogger(BegunTraining.class);
  private static final int NAMED = 3;

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
          checkpoint.names());
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
   * Checks that the training is one on these classes, with epochs left.
   *
   * @throws TrainerException {@code BAD_INPUT} naming both sides of what differs
   */
  public void requireFits(List<String> names, int epochs) {
    if (!classNames.isEmpty() && !classNames.equals(names)) {
      throw refused(
          "%s detects the %d classes %s, the data have the %d classes %s; take the data it was trained on, or start another training from it with weights",
          file.path(), classNames.size(), shown(classNames), names.size(), shown(names));
    }
    if (epochs <= finishedEpochs) {
      throw refused(
          "%s has finished %d epochs and epochs is %d, so none is left; give the number that its training was begun with",
          file.path(), finishedEpochs, epochs);
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
