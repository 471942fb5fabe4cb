package dev.baton.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.checkpoint.Tensor.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SafetensorsTest {
  private static final List<Tensor> TENSORS =
      List.of(
          floats("b.weight", List.of(2L, 1L), 1.5f, -2f),
          floats("a.scalar", List.of(), 0.25f),
          longs("a.counter", 42),
          floats("empty", List.of(0L)));

  @Test
  void readsBackWhatItWrites() throws Exception {
    assertThat(byName(Safetensors.read(file()))).isEqualTo(byName(TENSORS));
  }

  @Test
  void tellsWhatAFileSaysBesideItsTensors() throws Exception {
    assertThat(Safetensors.readMetadata(file())).isEqualTo(Map.of("format", "pt"));
    try (InputStream silent = Safetensors.write(TENSORS, Map.of()).open()) {
      assertThat(Safetensors.readMetadata(ByteBuffer.wrap(silent.readAllBytes()))).isEmpty();
    }
  }

  @Test
  void alignsTheDataToEightBytesAndPutsWideTypesFirst() throws Exception {
    ByteBuffer file = file().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(file.getLong(0) % 8).isZero();
    assertThat(file.getLong((int) (8 + file.getLong(0)))).isEqualTo(42);
  }

  @Test
  void refusesFilesThatAreCutOffOrLieAboutTheirSizes() throws Exception {
    ByteBuffer whole = file();
    assertThatThrownBy(() -> Safetensors.read(whole.duplicate().limit(5)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("shorter");
    assertThatThrownBy(() -> Safetensors.read(whole.duplicate().limit(whole.limit() - 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("outside the file");
    ByteBuffer huge = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 50);
    assertThatThrownBy(() -> Safetensors.read(huge)).hasMessageContaining("not safetensors");
  }

  @Test
  void refusesATensorWhoseBytesDoNotFitItsShape() {
    assertThatThrownBy(() -> floats("x", List.of(3L), 1f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs 12 bytes, got 4");
  }

  /** Sizes of such shapes multiply to what is there, if one only counts on. */
  @Test
  void refusesAShapeThatNoTensorCanHave() {
    for (List<Long> shape : List.of(List.of(1L << 32, 1L << 32), List.of(-1L, 0L))) {
      assertThatThrownBy(() -> floats("x", shape))
          .as("%s", shape)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("of shape " + shape);
    }
    assertThatThrownBy(() -> floats("x", List.of(-1L, -1L), 1f))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAHeaderThatNamesNoTensors() {
    for (String header : List.of("[]      ", "        ", "7       ")) {
      ByteBuffer file =
          ByteBuffer.allocate(16)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(8)
              .put(header.getBytes(UTF_8))
              .flip();
      assertThatThrownBy(() -> Safetensors.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no JSON object");
    }
  }

  private static ByteBuffer file() throws IOException {
    try (InputStream stream = Safetensors.write(TENSORS, Map.of("format", "pt")).open()) {
      return ByteBuffer.wrap(stream.readAllBytes());
    }
  }

  private static Map<String, Tensor> byName(List<Tensor> tensors) {
    return tensors.stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
  }

  static Tensor floats(String name, List<Long> shape, float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new Tensor(name, DType.F32, shape, data);
  }

  static Tensor longs(String name, long value) {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    return new Tensor(name, DType.I64, List.of(), data);
  }
}
