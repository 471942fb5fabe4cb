package dev.baton.worker.yolo;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.torch.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a snapshot: {@code model} and {@code ema} under the names of the public
 * checkpoints, {@code optimizer} with what its rule remembers of each parameter and, where
 * gradients wait for their update, {@code grad.<name>}.
 */
final class TensorFiles {
  private static final String MODEL = "model";
  private static final String AVERAGE = "ema";
  private static final String OPTIMIZER = "optimizer";
  private static final String GRADIENT = "grad.";

  private TensorFiles() {}

  /** What belongs to a state: only the gradients depend on where in an accumulation it stands. */
  private static Map<String, Map<String, NDArray>> files(Learner learner, boolean isAccumulating) {
    Map<String, NDArray> optimizer = new LinkedHashMap<>(learner.optimizer().states());
    if (isAccumulating) {
      learner
          .optimizer()
          .gradients()
          .forEach((name, array) -> optimizer.put(GRADIENT + name, array));
    }
    return Map.of(
        MODEL, Learner.tensors(learner.network()),
        AVERAGE, Learner.tensors(learner.average()),
        OPTIMIZER, optimizer);
  }

  /**
   * Copies all tensors into one block of memory for each file.
   *
   * @param memory gives the blocks
   * @param isAccumulating whether gradients wait for their update
   */
  static Map<String, List<Tensor>> copy(
      Learner learner, boolean isAccumulating, SnapshotMemory memory) {
    Map<String, List<Tensor>> copies = new LinkedHashMap<>();
    files(learner, isAccumulating)
        .forEach(
            (file, tensors) ->
                copies.put(file, copy(tensors, memory.take(file, sizeBytes(tensors)))));
    return copies;
  }

  private static List<Tensor> copy(Map<String, NDArray> tensors, ByteBuffer block) {
    List<Tensor> copies = new ArrayList<>();
    int start = 0;
    for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
      int size = sizeBytes(tensor.getValue());
      ByteBuffer data = block.slice(start, size).order(ByteOrder.LITTLE_ENDIAN);
      TensorBytes.read(tensor.getValue(), data);
      copies.add(
          new Tensor(
              tensor.getKey(), dtype(tensor.getValue()), shape(tensor.getValue()), data.flip()));
      start += size;
    }
    return copies;
  }

  /**
   * Overwrites all tensors by those of {@code snapshot}.
   *
   * @throws TrainerException {@code BAD_INPUT} naming a tensor that is missing or of another shape
   */
  static void restore(Learner learner, boolean isAccumulating, Snapshot snapshot) {
    files(learner, isAccumulating)
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
          if (source.dtype() != dtype(target) || !source.shape().equals(shape(target))) {
            throw new TrainerException(
                BAD_INPUT,
                "The snapshot's tensor %s/%s is %s %s, the model needs %s %s"
                    .formatted(
                        file, name, source.dtype(), source.shape(), dtype(target), shape(target)));
          }
          TensorBytes.write(target, source.data());
        });
  }

  private static DType dtype(NDArray array) {
    return array.getDataType() == DataType.INT64 ? DType.I64 : DType.F32;
  }

  private static List<Long> shape(NDArray array) {
    return Arrays.stream(array.getShape().getShape()).boxed().toList();
  }

  private static int sizeBytes(Map<String, NDArray> tensors) {
    return tensors.values().stream().mapToInt(TensorFiles::sizeBytes).sum();
  }

  private static int sizeBytes(NDArray array) {
    return Math.toIntExact(array.size() * dtype(array).sizeBytes());
  }
}
