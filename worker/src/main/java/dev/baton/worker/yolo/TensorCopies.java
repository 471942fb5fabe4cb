package dev.baton.worker.yolo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import dev.baton.worker.yolo.torch.TensorView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies the same tensors again and again, each time into one block of memory. Training stands
 * still meanwhile, so everything else is prepared: where the tensors lie, and the copies that
 * nobody reads any more, which are overwritten. As garbage, those of several snapshots would lie on
 * the heap before they are collected, too. One thread uses it.
 */
final class TensorCopies {
  private final List<Source> sources;
  private final Deque<List<Tensor>> free = new ArrayDeque<>();

  /** A tensor that is copied. */
  private record Source(String name, DType dtype, List<Long> shape, TensorView view) {}

  /**
   * @param tensors contiguous, by name
   */
  TensorCopies(Map<String, NDArray> tensors) {
    sources =
        tensors.entrySet().stream()
            .map(tensor -> source(tensor.getKey(), tensor.getValue()))
            .toList();
  }

  private static Source source(String name, NDArray tensor) {
    return new Source(name, dtype(tensor), shape(tensor), new TensorView(tensor));
  }

  static DType dtype(NDArray tensor) {
    return tensor.getDataType() == DataType.INT64 ? DType.I64 : DType.F32;
  }

  static List<Long> shape(NDArray tensor) {
    return Arrays.stream(tensor.getShape().getShape()).boxed().toList();
  }

  int count() {
    return sources.size();
  }

  Map<String, NDArray> tensors() {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    sources.forEach(source -> tensors.put(source.name(), source.view().tensor()));
    return tensors;
  }

  /** Copies all tensors, in their order. */
  List<Tensor> take() {
    List<Tensor> copies = free.isEmpty() ? allocate() : free.pop();
    for (int i = 0; i < copies.size(); i++) {
      sources.get(i).view().read(copies.get(i).data());
    }
    return copies;
  }

  private List<Tensor> allocate() {
    int size = sources.stream().mapToInt(source -> source.view().sizeBytes()).sum();
    ByteBuffer block = ByteBuffer.allocate(size);
    List<Tensor> copies = new ArrayList<>();
    for (Source source : sources) {
      int end = block.position() + source.view().sizeBytes();
      ByteBuffer data = block.limit(end).slice().order(ByteOrder.LITTLE_ENDIAN);
      copies.add(new Tensor(source.name(), source.dtype(), source.shape(), data));
      block.limit(size).position(end);
    }
    return List.copyOf(copies);
  }

  /**
   * Takes copies back that nobody reads any more: all of them or none.
   *
   * @throws IllegalStateException when they were given back before: two snapshots would share them
   */
  void giveBack(List<Tensor> copies) {
    if (copies.isEmpty()) {
      return;
    }
    if (free.stream().anyMatch(other -> other.getFirst() == copies.getFirst())) {
      throw new IllegalStateException(
          "A snapshot's memory was given back twice: that of " + copies.getFirst().name());
    }
    free.push(copies);
  }
}
