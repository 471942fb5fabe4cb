package dev.baton.worker.yolo.weights;

import dev.baton.worker.yolo.weights.PickledObject.Label;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Reads the part of Python's pickle protocol 2 that PyTorch writes (the opcodes are documented in
 * Python's {@code pickletools}). Dictionaries become maps, lists and tuples lists, numbers {@code
 * Long}, {@code Double} and {@code Boolean}, tensors {@link StoredTensor}s, everything else {@link
 * PickledObject}s. Names are labels: nothing is looked up and nothing executed.
 *
 * <p>A value may contain itself, as in Python: whoever walks one limits the depth.
 */
final class PickleReader {
  private static final int PROTOCOL = 2;
  private static final int LARGEST_LONG_BYTES = 8;

  /** The largest models with their optimizer need some hundred thousand. */
  private static final int MOST_OPCODES = 5_000_000;

  /** Stands on the stack where a group of values begins. */
  private static final Object MARK = new Object();

  private final ByteBuffer in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private PickleReader(ByteBuffer in) {
    this.in = in.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads the one value of a pickle.
   *
   * @throws IOException saying in one sentence what is wrong or not allowed
   */
  static Object read(ByteBuffer pickle) throws IOException {
    PickleReader reader = new PickleReader(pickle);
    try {
      return reader.run();
    } catch (BufferUnderflowException e) {
      throw new IOException("its object tree is cut off", e);
    } catch (ClassCastException | IndexOutOfBoundsException | NoSuchElementException e) {
      throw new IOException(
          "its object tree is malformed near byte %d".formatted(reader.in.position()), e);
    }
  }

  private Object run() throws IOException {
    for (int i = 0; i < MOST_OPCODES; i++) {
      int opcode = in.get() & 0xFF;
      if (opcode == '.') {
        return pop();
      }
      step(opcode);
    }
    throw new IOException(
        "its object tree has more than %d parts, too many for a network".formatted(MOST_OPCODES));
  }

  private void step(int opcode) throws IOException {
    switch (opcode) {
      case 0x80 -> requireProtocol(in.get() & 0xFF);
      case '(' -> stack.add(MARK);
      case 'N' -> stack.add(null);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case 'K' -> stack.add((long) (in.get() & 0xFF));
      case 'M' -> stack.add((long) (in.getShort() & 0xFFFF));
      case 'J' -> stack.add((long) in.getInt());
      case 0x8A -> stack.add(longValue(in.get() & 0xFF));
      case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'X' -> stack.add(text(in.getInt()));
      case '}' -> stack.add(new LinkedHashMap<Object, Object>());
      case ']', ')' -> stack.add(new ArrayList<Object>());
      case 't' -> stack.add(group());
      case 0x85 -> stack.add(last(1));
      case 0x86 -> stack.add(last(2));
      case 0x87 -> stack.add(last(3));
      case 'a' -> append(last(1));
      case 'e' -> append(group());
      case 's' -> put(last(2));
      case 'u' -> put(group());
      case 'q' -> memo.put(in.get() & 0xFF, stack.getLast());
      case 'r' -> memo.put(in.getInt(), stack.getLast());
      case 'h' -> stack.add(remembered(in.get() & 0xFF));
      case 'j' -> stack.add(remembered(in.getInt()));
      case 'c' -> stack.add(KnownGlobals.label(line(), line()));
      case 'Q' -> stack.add(KnownGlobals.storage(pop()));
      case 'R' -> reduce();
      case 0x81 -> newObject();
      case 'b' -> build();
      default ->
          throw new IOException(
              "it uses pickle opcode 0x%02x, which PyTorch does not write".formatted(opcode));
    }
  }

  private static void requireProtocol(int protocol) throws IOException {
    if (protocol != PROTOCOL) {
      throw new IOException(
          "its pickle protocol is %d; PyTorch writes %d".formatted(protocol, PROTOCOL));
    }
  }

  private Object pop() throws IOException {
    Object value = stack.removeLast();
    if (value == MARK) {
      throw new IOException("its object tree is malformed near byte %d".formatted(in.position()));
    }
    return value;
  }

  /** The topmost {@code count} values, taken off the stack. */
  private List<Object> last(int count) throws IOException {
    List<Object> top = stack.subList(stack.size() - count, stack.size());
    List<Object> values = new ArrayList<>(top);
    top.clear();
    if (values.contains(MARK)) {
      throw new IOException("its object tree is malformed near byte %d".formatted(in.position()));
    }
    return values;
  }

  /** The values above the topmost mark, taken off the stack with it. */
  private List<Object> group() throws IOException {
    int mark = stack.size() - 1;
    while (stack.get(mark) != MARK) {
      mark--;
    }
    List<Object> values = last(stack.size() - 1 - mark);
    stack.removeLast();
    return values;
  }

  private void append(List<Object> values) {
    list(stack.getLast()).addAll(values);
  }

  private void put(List<Object> keysAndValues) throws IOException {
    Map<Object, Object> map = map(stack.getLast());
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      map.put(key(keysAndValues.get(i)), keysAndValues.get(i + 1));
    }
  }

  /** A key that cannot contain itself. */
  static Object key(Object key) throws IOException {
    if (key instanceof String || key instanceof Number || key instanceof Boolean) {
      return key;
    }
    throw new IOException("it has a dictionary whose keys are neither texts nor numbers");
  }

  private Object remembered(int index) throws IOException {
    if (!memo.containsKey(index)) {
      throw new IOException("its object tree refers to a value that it does not have");
    }
    return memo.get(index);
  }

  private void reduce() throws IOException {
    List<Object> arguments = list(pop());
    stack.add(KnownGlobals.call(label(pop()), arguments));
  }

  private void newObject() throws IOException {
    List<Object> arguments = list(pop());
    stack.add(new PickledObject(label(pop()), arguments));
  }

  /** Attributes of a dictionary, such as a state dict's versions, mean nothing here. */
  private void build() throws IOException {
    Object state = pop();
    if (stack.getLast() instanceof PickledObject object) {
      object.build(state);
    } else if (!(stack.getLast() instanceof Map)) {
      throw new IOException("it changes a value that has no attributes");
    }
  }

  @SuppressWarnings("unchecked") // only step() puts lists on the stack, all of objects
  private static List<Object> list(Object value) {
    return (List<Object>) present(value);
  }

  @SuppressWarnings("unchecked") // as above
  private static Map<Object, Object> map(Object value) {
    return (Map<Object, Object>) present(value);
  }

  private static Label label(Object value) {
    return (Label) present(value);
  }

  /** The value, which must not be Python's None. */
  static Object present(Object value) {
    if (value == null) {
      throw new ClassCastException("None stands where something else must");
    }
    return value;
  }

  private String text(int sizeBytes) {
    byte[] text = new byte[requireLeft(sizeBytes)];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private int requireLeft(int sizeBytes) {
    if (sizeBytes < 0 || sizeBytes > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return sizeBytes;
  }

  private Long longValue(int sizeBytes) throws IOException {
    if (sizeBytes > LARGEST_LONG_BYTES) {
      throw new IOException("it has a whole number of %d bytes".formatted(sizeBytes));
    }
    byte[] bigEndian = new byte[requireLeft(sizeBytes)];
    for (int i = sizeBytes - 1; i >= 0; i--) {
      bigEndian[i] = in.get();
    }
    return sizeBytes == 0 ? 0L : new BigInteger(bigEndian).longValueExact();
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (char c = (char) (in.get() & 0xFF); c != '\n'; c = (char) (in.get() & 0xFF)) {
      line.append(c);
    }
    return line.toString();
  }
}
