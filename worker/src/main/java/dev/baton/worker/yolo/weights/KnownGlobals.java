package dev.baton.worker.yolo.weights;

import dev.baton.worker.yolo.weights.PickledObject.Label;
import dev.baton.worker.yolo.weights.StoredTensor.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names that a weights file may use. A few stand for values that are rebuilt here; the classes
 * of networks and of harmless values become {@link PickledObject}s; every other name is refused.
 */
final class KnownGlobals {
  /**
   * Whole modules whose classes are only labels. YOLOv9's own lie in {@code models}, and in a
   * package before it where it was installed as one.
   */
  private static final Pattern LABEL_MODULES =
      Pattern.compile("(?:\\w+\\.)?(?:models|utils)\\..+|torch\\.nn\\.modules\\..+");

  /** Bytes, which protocol 2 keeps as Latin-1 text. */
  private static final String ENCODED_BYTES = "_codecs.encode";

  private static final Set<String> LABELS =
      Set.of(
          ENCODED_BYTES,
          "__builtin__.set",
          "builtins.set",
          "torch.Size",
          "torch.device",
          "torch.float32",
          "torch.float16",
          "torch.bfloat16",
          "torch.int64",
          "argparse.Namespace",
          "pathlib.PosixPath",
          "pathlib.WindowsPath",
          "numpy.dtype",
          "numpy.ndarray");

  private static final Set<String> NUMPY =
      Set.of("numpy.core.multiarray", "numpy._core.multiarray");

  private static final Set<String> NUMPY_FUNCTIONS = Set.of("scalar", "_reconstruct");

  private KnownGlobals() {}

  /**
   * Accepts a name that a file may use.
   *
   * @throws IOException naming one that it may not
   */
  static Label label(String module, String name) throws IOException {
    Label label = new Label(module, name);
    if (!isRebuilt(label) && !isLabel(label)) {
      throw new IOException(
          "it asks for %s, which no network's weights need; nothing was executed. Do not load this file anywhere"
              .formatted(shown(label)));
    }
    return label;
  }

  private static String shown(Label label) {
    String text = label.toString().replaceAll("\\p{Cntrl}", "?");
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  private static boolean isRebuilt(Label label) {
    return switch (label.toString()) {
      case "collections.OrderedDict",
          "torch._utils._rebuild_tensor_v2",
          "torch._utils._rebuild_parameter" ->
          true;
      default -> ElementType.of(label).isPresent();
    };
  }

  private static boolean isLabel(Label label) {
    return LABELS.contains(label.toString())
        || LABEL_MODULES.matcher(label.toString()).matches()
        || NUMPY.contains(label.module()) && NUMPY_FUNCTIONS.contains(label.name());
  }

  /** The value of {@code label(*arguments)} where that is a plain one, else an inert object. */
  static Object call(Label label, List<Object> arguments) throws IOException {
    try {
      return switch (label.toString()) {
        case "collections.OrderedDict" -> emptyDictionary(arguments);
        case "torch._utils._rebuild_tensor_v2" -> tensor(arguments);
        case "torch._utils._rebuild_parameter" -> (StoredTensor) arguments.getFirst();
        default ->
            NUMPY.contains(label.module()) ? number(label, arguments) : inert(label, arguments);
      };
    } catch (ClassCastException | IndexOutOfBoundsException | NoSuchElementException e) {
      throw new IOException("it calls %s with arguments of a wrong kind".formatted(label), e);
    }
  }

  private static Object inert(Label label, List<Object> arguments) {
    return new PickledObject(label, arguments);
  }

  /** Entries follow by other opcodes; copying given ones would let small files grow large. */
  private static Map<Object, Object> emptyDictionary(List<Object> arguments) throws IOException {
    if (!arguments.isEmpty()) {
      throw new IOException("it has a dictionary in a form that PyTorch does not write");
    }
    return new LinkedHashMap<>();
  }

  private static StoredTensor tensor(List<Object> arguments) throws IOException {
    return StoredTensor.of(
        (Storage) PickleReader.present(arguments.get(0)),
        (Long) PickleReader.present(arguments.get(1)),
        longs((List<?>) PickleReader.present(arguments.get(2))),
        longs((List<?>) PickleReader.present(arguments.get(3))));
  }

  private static List<Long> longs(List<?> values) {
    return values.stream()
        .limit(StoredTensor.MOST_DIMENSIONS + 1)
        .map(value -> (Long) PickleReader.present(value))
        .toList();
  }

  /**
   * The number in a NumPy array of one element in double precision, which is how the reference
   * keeps its best fitness.
   */
  static OptionalDouble onlyElement(Object value) {
    return value instanceof PickledObject array
            && array.state() instanceof List<?> state
            && state.size() == 5
            && List.of(1L).equals(state.get(1))
            && isDouble(state.get(2))
        ? doubleIn(state.get(4))
        : OptionalDouble.empty();
  }

  /** A NumPy scalar of double precision as a number; other NumPy values stay inert. */
  private static Object number(Label label, List<Object> arguments) {
    if (label.name().equals("scalar") && arguments.size() == 2 && isDouble(arguments.get(0))) {
      OptionalDouble number = doubleIn(arguments.get(1));
      if (number.isPresent()) {
        return number.getAsDouble();
      }
    }
    return inert(label, arguments);
  }

  private static boolean isDouble(Object dtype) {
    return dtype instanceof PickledObject type && type.arguments().contains("f8");
  }

  private static OptionalDouble doubleIn(Object bytes) {
    if (bytes instanceof PickledObject encoded
        && encoded.type().toString().equals(ENCODED_BYTES)
        && encoded.arguments().getFirst() instanceof String latin1
        && latin1.length() == Double.BYTES) {
      byte[] eight = latin1.getBytes(StandardCharsets.ISO_8859_1);
      return OptionalDouble.of(ByteBuffer.wrap(eight).order(ByteOrder.LITTLE_ENDIAN).getDouble());
    }
    return OptionalDouble.empty();
  }

  /** A storage from the tuple ("storage", class, key, device, elements). */
  static Storage storage(Object id) throws IOException {
    if (id instanceof List<?> fields
        && fields.size() == 5
        && "storage".equals(fields.get(0))
        && fields.get(1) instanceof Label type
        && fields.get(2) instanceof String key
        && fields.get(4) instanceof Long elements
        && elements >= 0) {
      ElementType elementType =
          ElementType.of(type)
              .orElseThrow(() -> new IOException("it has a storage of unknown type " + type));
      return new Storage(elementType, key, elements);
    }
    throw new IOException("it refers to something that is no storage of numbers");
  }
}
