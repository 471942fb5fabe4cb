package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import dev.baton.worker.yolo.torch.TensorBytes;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorCopiesTest {
  private final Map<String, NDArray> tensors = new LinkedHashMap<>();
  private NDManager manager;
  private TensorCopies copies;

  @BeforeEach
  void makeTensors() {
    TorchThread.prepare(1);
    manager = TorchThread.newManager();
    tensors.put("weight", manager.create(new float[] {1, 2, 3}));
    tensors.put("count", manager.create(1L << 62));
    copies = new TensorCopies(tensors);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static List<Float> weight(List<Tensor> taken) {
    return List.of(
        taken.getFirst().data().getFloat(0),
        taken.getFirst().data().getFloat(4),
        taken.getFirst().data().getFloat(8));
  }

  @Test
  void aCopyHasNamesTypesShapesAndElements() {
    List<Tensor> taken = copies.take();

    assertThat(taken).extracting(Tensor::name).containsExactly("weight", "count");
    assertThat(taken).extracting(Tensor::dtype).containsExactly(DType.F32, DType.I64);
    assertThat(taken).extracting(Tensor::shape).containsExactly(List.of(3L), List.of());
    assertThat(weight(taken)).containsExactly(1f, 2f, 3f);
    assertThat(taken.getLast().data().getLong(0)).isEqualTo(1L << 62);
  }

  @Test
  void aCopyStaysAsItIsAndTheNextOneIsOfWhatTheTensorsHoldThen() {
    List<Tensor> before = copies.take();
    TensorBytes.write(tensors.get("weight"), new float[] {4, 5, 6});

    assertThat(weight(copies.take())).containsExactly(4f, 5f, 6f);
    assertThat(weight(before)).containsExactly(1f, 2f, 3f);
  }

  @Test
  void whatIsGivenBackIsOverwrittenOnce() {
    List<Tensor> first = copies.take();
    copies.giveBack(first);
    TensorBytes.write(tensors.get("weight"), new float[] {4, 5, 6});

    assertThat(copies.take()).isSameAs(first);
    assertThat(weight(first)).containsExactly(4f, 5f, 6f);
    assertThat(copies.take().getFirst().data().array())
        .isNotSameAs(first.getFirst().data().array());
  }

  @Test
  void nothingIsTakenBackTwice() {
    List<Tensor> taken = copies.take();
    copies.giveBack(taken);

    assertThatThrownBy(() -> copies.giveBack(taken))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twice: that of weight");
  }

  @Test
  void closedTensorsAreNotRead() {
    copies.giveBack(copies.take());
    manager.close();

    assertThatThrownBy(() -> copies.take())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
