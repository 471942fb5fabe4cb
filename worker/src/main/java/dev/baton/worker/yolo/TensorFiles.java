package dev.baton.worker.yolo;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import ai.djl.ndarray.NDArray;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.torch.TensorBytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tensors of a learner's snapshots: {@code model} and {@code ema} under the names of the public
 * checkpoints, {@code optimizer} with what its rule remembers of each parameter and, where
 * gradients wait for their update, {@code grad.<name>}. One thread uses it.
 */
final class TensorFiles {
  private static final String MODEL = "model";
  private static final String AVERAGE = "ema";
  private static final String OPTIMIZER = "optimizer";
  private static final String GRADIENT = "grad.";

  private final TensorCopies model;
  private final TensorCopies average;
  private final TensorCopies states;
  private final TensorCopies gradients;

  TensorFiles(Learner learner) {
    model = new TensorCopies(Learner.tensors(learner.network()));
    average = new TensorCopies(Learner.tensors(learner.average()));
    states = new TensorCopies(learner.optimizer().states());
    Map<String, NDArray> named = new LinkedHashMap<>();
    learner.optimizer().gradients().forEach((name, array) -> named.put(GRADIENT + name, array));
    gradients = new TensorCopies(named);
  }

  /**
   * Copies all tensors.
   *
   * @param isAccumulating whether gradients wait for their update; only they depend on it
   */
  Map<String, List<Tensor>> copy(boolean isAccumulating) {
    List<Tensor> optimizer = states.take();
    if (isAccumulating) {
      optimizer = Stream.concat(optimizer.stream(), gradients.take().stream()).toList();
    }
    return Map.of(MODEL, model.take(), AVERAGE, average.take(), OPTIMIZER, optimizer);
  }

  /** Takes the memory back of a snapshot that was copied here, for the next one. */
  void giveBack(Snapshot snapshot) {
    model.giveBack(snapshot.files().get(MODEL));
    average.giveBack(snapshot.files().get(AVERAGE));
    List<Tensor> optimizer = snapshot.files().get(OPTIMIZER);
    states.giveBack(List.copyOf(optimizer.subList(0, states.count())));
    gradients.giveBack(List.copyOf(optimizer.subList(states.count(), optimizer.size())));
  }

  /**
   * Overwrites all tensors by those of {@code snapshot}.
   *
   * @throws TrainerException {@code BAD_INPUT} naming a tensor that is missing or of another shape
   */
  void restore(boolean isAccumulating, Snapshot snapshot) {
    Map<String, NDArray> optimizer = new LinkedHashMap<>(states.tensors());
    if (isAccumulating) {
      optimizer.putAll(gradients.tensors());
    }
    Map.of(MODEL, model.tensors(), AVERAGE, average.tensors(), OPTIMIZER, optimizer)
        .forEach(
            (file, tensors) ->
                restore(file, tensors, snapshot.files().getOrDefault(file, List.of())));
  }

  private static void restore(String file, Map<String, NDArray> targets, List<Tensor> sources) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    sources.forEach(source -> byName.put(source.name(), source));
    if (!byName.keySet().equals(targets.keySet())) {
      byName.keySet().retainAll(targets.keySet());
      throw new TrainerException(
          BAD_INPUT,
          "The snapshot's file %s fits another model: it has %d tensors, %d of the %d that are needed"
              .formatted(file, sources.size(), byName.size(), targets.size()));
    }
    targets.forEach(
        (name, target) -> {
          Tensor source = byName.get(name);
          if (source.dtype() != TensorCopies.dtype(target)
              || !source.shape().equals(TensorCopies.shape(target))) {
            throw new TrainerException(
                BAD_INPUT,
                "The snapshot's tensor %s/%s is %s %s, the model needs %s %s"
                    .formatted(
                        file,
                        name,
                        source.dtype(),
                        source.shape(),
                        TensorCopies.dtype(target),
                        TensorCopies.shape(target)));
          }
          TensorBytes.write(target, source.data());
        });
  }
}
