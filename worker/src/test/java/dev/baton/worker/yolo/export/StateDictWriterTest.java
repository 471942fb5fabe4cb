package dev.baton.worker.yolo.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import dev.baton.worker.yolo.weights.ReferenceCheckpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictWriterTest {
  @TempDir Path folder;

  private static Tensor matrix() {
    ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      data.putFloat(i / 4f);
    }
    return new Tensor("model.0.conv.weight", DType.F32, List.of(2L, 3L), data.flip());
  }

  private static Tensor counter() {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 40);
    return new Tensor("model.0.bn.num_batches_tracked", DType.I64, List.of(), data.flip());
  }

  private Path write(String name) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      StateDictWriter.write(List.of(matrix(), counter()), Map.of("names", "[\"cat\"]"), out);
    }
    return file;
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    try (ReferenceCheckpoint checkpoint = ReferenceCheckpoint.open(write("a.pt"))) {
      assertThat(checkpoint.weights()).containsExactly(matrix(), counter());
      assertThat(checkpoint.card().classNames()).containsExactly("cat");
    }
  }

  @Test
  void theSameTensorsGiveTheSameBytes() throws IOException {
    assertThat(write("a.pt")).hasSameBinaryContentAs(write("b.pt"));
  }
}
