package dev.baton.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.messages.Json;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The identity of a training state, the same wherever and whenever it is computed.
 *
 * <p>One line {@code file/name dtype shape sha256} for each tensor, where shape is like {@code
 * 16x3x3} ({@code scalar} for none) and sha256 that of its little-endian bytes, sorted bytewise;
 * then a line {@code state.json sha256} of the canonical JSON of the scalars. Every line ends in a
 * newline. The digest is the SHA-256 of these lines in UTF-8; they are kept, since they name the
 * first tensor that differs.
 *
 * @param text the lines
 * @param hex the digest, 64 hexadecimal digits
 */
public record StateDigest(String text, String hex) {
  private static final Comparator<String> BYTEWISE =
      (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

  public static StateDigest of(Snapshot snapshot) {
    Stream<String> tensors =
        snapshot.files().entrySet().stream()
            .flatMap(file -> file.getValue().stream().map(tensor -> line(file.getKey(), tensor)))
            .sorted(BYTEWISE);
    String state = "state.json " + Sha256.hex(Json.canonical(snapshot.state()).getBytes(UTF_8));
    String text =
        Stream.concat(tensors, Stream.of(state))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    return new StateDigest(text, Sha256.hex(text.getBytes(UTF_8)));
  }

  private static String line(String file, Tensor tensor) {
    String path = file + "/" + tensor.name();
    return String.join(
        " ", path, tensor.dtype().name(), shape(tensor.shape()), Sha256.hex(tensor.data()));
  }

  private static String shape(List<Long> shape) {
    return shape.isEmpty()
        ? "scalar"
        : shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
