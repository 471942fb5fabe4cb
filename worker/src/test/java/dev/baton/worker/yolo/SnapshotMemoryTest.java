package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotMemoryTest {
  private final SnapshotMemory memory = new SnapshotMemory();

  @Test
  void whatIsGivenBackIsLentToTheSameFileOnce() {
    ByteBuffer first = memory.take("model", 8);
    memory.giveBack(snapshot("model", first));

    assertThat(memory.take("optimizer", 8).array()).isNotSameAs(first.array());
    assertThat(memory.take("model", 8).array()).isSameAs(first.array());
    assertThat(memory.take("model", 8).array()).isNotSameAs(first.array());
  }

  /** Gradients are in some snapshots of a training, and not in others. */
  @Test
  void aLargeBlockHoldsASmallerFileAndASmallBlockIsDropped() {
    ByteBuffer large = memory.take("optimizer", 16);
    memory.giveBack(snapshot("optimizer", large));
    ByteBuffer small = memory.take("optimizer", 8);

    assertThat(small.array()).isSameAs(large.array());
    assertThat(small.remaining()).isEqualTo(8);
    memory.giveBack(snapshot("optimizer", small));
    assertThat(memory.take("optimizer", 24).remaining()).isEqualTo(24);
  }

  @Test
  void nothingIsTakenBackTwice() {
    Snapshot snapshot = snapshot("model", memory.take("model", 8));
    memory.giveBack(snapshot);

    assertThatThrownBy(() -> memory.giveBack(snapshot))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twice: file model");
  }

  private static Snapshot snapshot(String file, ByteBuffer block) {
    Tensor tensor = new Tensor("w", DType.U8, List.of((long) block.remaining()), block);
    return new Snapshot(Map.of(file, List.of(tensor)), JsonNodeFactory.instance.objectNode());
  }
}
