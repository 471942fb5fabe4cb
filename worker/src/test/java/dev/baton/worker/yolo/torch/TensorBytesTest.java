package dev.baton.worker.yolo.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of tensors on GPUs, by a copy on the CPU, with tensors on the CPU. */
class TensorBytesTest {

  @BeforeEach
  void prepareThread() {
    TorchThread.prepare(1);
  }

  @Test
  void aChangeByCopyReachesATensorInPlaceEvenOneThatIsTrained() {
    try (NDManager manager = TorchThread.newManager()) {
      NDArray tensor = manager.create(new float[] {1, 2, 3});
      NDArray gradient = Autograd.attachGradient(tensor);
      TensorBytes.changeByCopy(tensor, memory -> memory.asFloatBuffer().put(new float[] {4, 5, 6}));
      assertThat(TensorBytes.floats(tensor)).containsExactly(4, 5, 6);
      assertThat(TensorBytes.floats(gradient)).containsExactly(0, 0, 0);
    }
  }

  @Test
  void readingByCopyGivesEveryBitAndLeavesNoMemoryBehind() {
    try (NDManager manager = TorchThread.newManager()) {
      NDArray counter = manager.create(new long[] {1L << 62, -1});
      int arrays = manager.getManagedArrays().size();
      ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.nativeOrder());
      TensorBytes.readByCopy(counter, bytes);
      assertThat(bytes.getLong(0)).isEqualTo(1L << 62);
      assertThat(bytes.getLong(8)).isEqualTo(-1);
      assertThat(manager.getManagedArrays()).hasSize(arrays);
    }
  }
}
