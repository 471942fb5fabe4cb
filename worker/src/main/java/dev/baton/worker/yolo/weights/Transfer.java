package dev.baton.worker.yolo.weights;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of copying weights into a network: tensors of the same name and shape are copied, the
 * network keeps its own for the rest.
 *
 * @param copied how many tensors were copied
 * @param kept the network's tensors that were not, each with the reason
 */
public record Transfer(int copied, List<String> kept) {
  private static final int NAMED = 3;

  /** Copies all of {@code tensors} that fit. */
  public static Transfer of(List<Tensor> tensors, Network network) {
    Map<String, Parameter> state = network.state();
    Map<String, Tensor> byName = new HashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    int copied = 0;
    List<String> kept = new ArrayList<>();
    for (Map.Entry<String, Parameter> entry : state.entrySet()) {
      NDArray target = entry.getValue().getArray();
      List<Long> shape = Arrays.stream(target.getShape().getShape()).boxed().toList();
      Tensor source = byName.get(entry.getKey());
      if (source == null) {
        kept.add("%s %s is not in the file".formatted(entry.getKey(), shape));
      } else if (!source.shape().equals(shape)) {
        kept.add("%s is %s in the file, %s here".formatted(entry.getKey(), source.shape(), shape));
      } else {
        TensorBytes.write(target, converted(source, target.getDataType()));
        copied++;
      }
    }
    return new Transfer(copied, kept);
  }

  /**
   * The elements in the network's type; every type but F16 and BF16 that is not its own is rare.
   */
  private static ByteBuffer converted(Tensor tensor, DataType type) {
    ByteBuffer source = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    DType own = type == DataType.INT64 ? DType.I64 : DType.F32;
    if (tensor.dtype() == own) {
      return source;
    }
    int count = source.remaining() / tensor.dtype().sizeBytes();
    ByteBuffer target = ByteBuffer.allocate(count * own.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      double value = value(tensor.dtype(), source);
      if (own == DType.I64) {
        target.putLong((long) value);
      } else {
        target.putFloat((float) value);
      }
    }
    return target.flip();
  }

  private static double value(DType type, ByteBuffer source) {
    return switch (type) {
      case F16 -> Float.float16ToFloat(source.getShort());
      case BF16 -> Float.intBitsToFloat(source.getShort() << 16);
      case F32 -> source.getFloat();
      case F64 -> source.getDouble();
      case I32 -> source.getInt();
      case I64 -> source.getLong();
      case U8 -> source.get() & 0xFF;
    };
  }

  /**
   * Refuses a file of another model.
   *
   * @throws TrainerException {@code BAD_INPUT} naming tensors, when none fits
   */
  public Transfer requireSome(WeightFile file) {
    if (copied == 0) {
      throw new TrainerException(
          BAD_INPUT,
          "Field weights: no tensor of %s fits the model: %s. Choose the cfg that it was trained with"
              .formatted(file.path(), someKept()));
    }
    return this;
  }

  /** For example {@code 1300 of 1339 tensors; a is [80] in the file, [3] here; …}. */
  @Override
  public String toString() {
    String all = "%d of %d tensors".formatted(copied, copied + kept.size());
    return kept.isEmpty() ? all : all + "; kept: " + someKept();
  }

  /** Whether the network kept none of its own. */
  boolean isWhole() {
    return kept.isEmpty();
  }

  String someKept() {
    String some = String.join(", ", kept.subList(0, Math.min(NAMED, kept.size())));
    return kept.size() <= NAMED ? some : some + " and %d more".formatted(kept.size() - NAMED);
  }
}
