package dev.baton.worker.yolo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stored files and their values come from {@code make_fixtures.py}. */
class ReferenceCheckpointTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("weights.pt");
  }

  private static Map<String, Tensor> byName(List<Tensor> tensors) {
    return tensors.stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
  }

  private static float[] floats(Tensor tensor) {
    FloatBuffer values = tensor.data().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] array = new float[values.remaining()];
    values.get(array);
    return array;
  }

  @Test
  void anUnfinishedTrainingIsReadWithAllThatItHas() throws IOException {
    try (ReferenceCheckpoint checkpoint =
        ReferenceCheckpoint.open(TorchFixture.stored("unfinished.pt"))) {
      assertThat(checkpoint.epoch()).hasValue(4);
      assertThat(checkpoint.updates()).isEqualTo(70_000);
      assertThat(checkpoint.bestFitness()).isEqualTo(0.625);
      assertThat(checkpoint.names()).containsExactly("cat", "dog", "cow");
      assertThat(checkpoint.card().classNames()).containsExactly("cat", "dog", "cow");
      assertThat(checkpoint.weights())
          .extracting(Tensor::name)
          .containsExactly(
              "model.0.conv.weight",
              "model.0.bn.weight",
              "model.0.bn.bias",
              "model.0.bn.running_mean",
              "model.0.bn.running_var",
              "model.0.bn.num_batches_tracked",
              "model.1.cv2.0.0.weight",
              "model.1.cv2.0.0.bias",
              "model.1.dfl.conv.weight");
    }
  }

  /** The file has them as Python's argparse gives them; a path is left out, and so is no value. */
  @Test
  void optionsAreReadAsPlainValues() throws IOException {
    try (ReferenceCheckpoint checkpoint =
        ReferenceCheckpoint.open(TorchFixture.stored("unfinished.pt"))) {
      assertThat(checkpoint.options())
          .containsOnly(
              entry("imgsz", 320L),
              entry("freeze", List.of(0L)),
              entry("hyp", Map.of("lr0", 0.01, "momentum", 0.937)));
      assertThat(checkpoint.card().imgsz()).hasValue(320);
    }
    try (ReferenceCheckpoint checkpoint =
        ReferenceCheckpoint.open(TorchFixture.stored("state-dict.pt"))) {
      assertThat(checkpoint.options()).isEmpty();
    }
  }

  @Test
  void halfPrecisionBecomesSingleAndCountersStayWhole() throws IOException {
    try (ReferenceCheckpoint checkpoint =
        ReferenceCheckpoint.open(TorchFixture.stored("unfinished.pt"))) {
      Map<String, Tensor> weights = byName(checkpoint.weights());
      Tensor first = weights.get("model.0.conv.weight");
      Tensor batches = weights.get("model.0.bn.num_batches_tracked");

      assertThat(first.dtype()).isEqualTo(DType.F32);
      assertThat(first.shape()).containsExactly(2L, 3L, 3L, 3L);
      assertThat(floats(first)).startsWith(0, 0.125f, 0.25f).endsWith(53 / 8f);
      assertThat(batches.dtype()).isEqualTo(DType.I64);
      assertThat(batches.data().getLong(0)).isEqualTo(5L);
      assertThat(floats(byName(checkpoint.best()).get("model.0.bn.weight")))
          .containsExactly(101, 101.125f);
    }
  }

  /** Momenta are numbered biases first, then decayed weights, then batch-norm weights. */
  @Test
  void momentaAreFoundByTheirParametersNames() throws IOException {
    try (ReferenceCheckpoint checkpoint =
        ReferenceCheckpoint.open(TorchFixture.stored("unfinished.pt"))) {
      Map<String, Tensor> momenta = byName(checkpoint.momenta());

      assertThat(momenta.keySet())
          .containsExactlyInAnyOrder(
              "model.0.conv.weight",
              "model.0.bn.weight",
              "model.0.bn.bias",
              "model.1.cv2.0.0.weight",
              "model.1.cv2.0.0.bias");
      assertThat(floats(momenta.get("model.0.bn.weight"))).containsExactly(2, 2);
      assertThat(floats(momenta.get("model.0.bn.bias"))).containsExactly(3, 3);
      assertThat(floats(momenta.get("model.1.cv2.0.0.bias"))).containsExactly(5, 5);
      assertThat(floats(momenta.get("model.0.conv.weight"))[8])
          .isCloseTo(1 + 0.0005f, within(1e-6f));
    }
  }

  @Test
  void everyElementTypeAndLayoutOfAStateDictIsRead() throws IOException {
    try (ReferenceCheckpoint checkpoint =
        ReferenceCheckpoint.open(TorchFixture.stored("state-dict.pt"))) {
      Map<String, Tensor> tensors = byName(checkpoint.weights());

      assertThat(floats(tensors.get("half"))).containsExactly(0.5f, -2);
      assertThat(floats(tensors.get("bfloat16"))).containsExactly(1.5f, -3);
      assertThat(floats(tensors.get("double"))).containsExactly(0, .25f, .5f, .75f, 1, 1.25f);
      assertThat(tensors.get("transposed").shape()).containsExactly(3L, 2L);
      assertThat(floats(tensors.get("transposed"))).containsExactly(0, .75f, .25f, 1, .5f, 1.25f);
      assertThat(floats(tensors.get("column"))).containsExactly(.25f, 1);
      assertThat(tensors.get("count").data().getLong(0)).isEqualTo(1L << 40);
      assertThat(tensors.get("bytes").data().getLong(0)).isEqualTo(250L);
      assertThat(tensors.get("empty").shape()).containsExactly(0L, 4L);
      assertThat(checkpoint.epoch()).isEmpty();
      assertThat(checkpoint.momenta()).isEmpty();
    }
  }

  /** What {@code pickle.load} would run as a command. */
  @Test
  void aFileThatAsksForCodeIsRefusedByTheName() {
    Path hostile =
        new TorchFixture()
            .global("os", "system")
            .text("touch /tmp/owned")
            .bytes(0x85)
            .ascii("R")
            .write(file(), new byte[0]);

    assertRefused(hostile, "it asks for os.system", "nothing was executed");
  }

  @Test
  void namesThatOnlyLookLikeKnownOnesAreRefused() {
    for (String name : List.of("builtins eval", "torch load", "torch.hub load", "posix system")) {
      String[] parts = name.split(" ");
      Path hostile = new TorchFixture().global(parts[0], parts[1]).write(file(), new byte[0]);

      assertRefused(hostile, "it asks for " + parts[0] + "." + parts[1]);
    }
  }

  @Test
  void whatIsNoArchiveIsRefused() throws IOException {
    assertRefused(Files.writeString(file(), "hello"), "it is no archive as PyTorch writes them");
    assertRefused(Files.writeString(file(), ""), "it is no archive");
    assertRefused(
        Files.write(file(), new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10}),
        "it is in the format of PyTorch before 1.6");
    assertRefused(
        new TorchFixture().ascii("}").write(file(), new byte[0]),
        "it has neither a model nor tensors");
  }

  @Test
  void atAnyLengthATruncatedFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(TorchFixture.stored("state-dict.pt"));
    for (int length = 2; length < whole.length; length += 97) {
      assertRefused(
          Files.write(file(), Arrays.copyOf(whole, length)),
          "it is a damaged or truncated archive");
    }
  }

  @Test
  void aTreeThatEndsTooEarlyIsRefused() {
    Path cut = new TorchFixture().ascii("X").bytes(255, 255, 255, 127).write(file(), new byte[0]);

    assertRefused(cut, "its object tree is cut off");
  }

  @Test
  void aMalformedTreeIsRefused() {
    for (String opcodes :
        List.of("a", "u", "R", "t", "h\7", "}}b", "NNR", "Nb", "NNa", "N}b", "(.", "K\1K\2a")) {
      Path malformed = new TorchFixture().ascii(opcodes).write(file(), new byte[0]);

      assertThatThrownBy(() -> ReferenceCheckpoint.open(malformed).close())
          .as(opcodes)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("it");
    }
    assertRefused(
        new TorchFixture().ascii("\u0093").write(file(), new byte[0]), "pickle opcode 0x93");
  }

  /** Whatever a file holds, reading it ends, and ends in tensors or in one kind of exception. */
  @Test
  void noDamagedByteLeadsAnywhereElse() throws IOException {
    byte[] whole = Files.readAllBytes(TorchFixture.stored("unfinished.pt"));
    Random random = new Random(0);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
      Files.write(file(), damaged);
      try (ReferenceCheckpoint checkpoint = ReferenceCheckpoint.open(file())) {
        checkpoint.best();
        checkpoint.momenta();
        checkpoint.card();
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith("it");
      }
    }
  }

  @Test
  void compressedEntriesAreRefusedWhateverTheyWouldGrowTo() {
    Path bomb = new TorchFixture().ascii("}").write(file(), ZipEntry.DEFLATED, new byte[1 << 20]);

    assertRefused(bomb, "data.pkl is compressed, which PyTorch never does");
  }

  @Test
  void aTensorLargerThanItsStorageIsRefused() {
    assertTensorRefused(2, 0, 3, 1, "does not fit into its storage 0 of 2 elements");
    assertTensorRefused(2, 1, 2, 1, "does not fit");
    assertTensorRefused(2, -1, 2, 1, "does not fit");
    assertTensorRefused(2, 0, 2, -1, "does not fit");
    assertTensorRefused(2, 0, Integer.MAX_VALUE, 0, "does not fit");
    assertTensorRefused(Integer.MAX_VALUE, 0, 1 << 30, 1, "its tensors need more than 1024 MiB");
    assertTensorRefused(1000, 0, 2, 1, "its entry data/0 has 8 bytes for 1000 elements of 4");
  }

  private void assertTensorRefused(int stored, int offset, int size, int stride, String why) {
    Path file =
        new TorchFixture()
            .ascii("}")
            .text("w")
            .tensor("FloatStorage", stored, offset, size, stride)
            .ascii("s")
            .write(file(), new byte[8]);

    assertRefused(file, why);
  }

  /** Classes have another name where YOLOv9 was installed as a package. */
  @ParameterizedTest
  @ValueSource(strings = {"models.yolo", "yolo9.models.yolo"})
  void aModuleThatContainsItselfIsRefused(String module) {
    Path cycle =
        new TorchFixture()
            .ascii("}")
            .text("model")
            .global(module, "DetectionModel")
            .ascii(")")
            .bytes(0x81, 'q', 0)
            .ascii("}")
            .text("_modules")
            .ascii("}")
            .text("self")
            .bytes('h', 0)
            .ascii("ss")
            .ascii("b")
            .ascii("s")
            .write(file(), new byte[0]);

    assertRefused(cycle, "its modules contain each other");
  }

  /** Nobody would come to the end of it. */
  @Test
  void aDescriptionOfEndlessDepthIsNone() throws IOException {
    int depth = 200_000;
    Path deep =
        new TorchFixture()
            .ascii("}")
            .text("a")
            .tensor("FloatStorage", 1, 0, 1, 1)
            .ascii("s")
            .text("model")
            .global("models.yolo", "DetectionModel")
            .ascii(")")
            .bytes(0x81)
            .ascii("}")
            .text("yaml")
            .ascii("}")
            .text("backbone")
            .ascii("]".repeat(depth) + "a".repeat(depth - 1))
            .ascii("ssbs")
            .write(file(), new byte[4]);
    try (ReferenceCheckpoint checkpoint = ReferenceCheckpoint.open(deep)) {
      assertThat(checkpoint.card().cfg()).isEmpty();
    }
  }

  @Test
  void aMissingStorageIsNamed() {
    Path file =
        new TorchFixture()
            .ascii("}")
            .text("w")
            .global("torch._utils", "_rebuild_tensor_v2")
            .ascii("((")
            .text("storage")
            .global("torch", "FloatStorage")
            .text("17")
            .text("cpu")
            .number(1)
            .ascii("tQ")
            .number(0)
            .ascii("))")
            .bytes(0x89)
            .ascii("Nt")
            .ascii("R")
            .ascii("s")
            .write(file(), new byte[4]);

    assertRefused(file, "it lacks its entry data/17");
  }

  private static void assertRefused(Path file, String... parts) {
    assertThatThrownBy(
            () -> {
              try (ReferenceCheckpoint checkpoint = ReferenceCheckpoint.open(file)) {
                checkpoint.weights();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(parts);
  }
}
