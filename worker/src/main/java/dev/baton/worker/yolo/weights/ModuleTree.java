package dev.baton.worker.yolo.weights;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a pickled PyTorch module under the names of its state dict: a module keeps them in
 * {@code _parameters} and {@code _buffers}, its children in {@code _modules}.
 */
final class ModuleTree {
  /** Deeper than any network; a tree that contains itself ends here. */
  private static final int DEEPEST = 64;

  private static final int MOST_TENSORS = 100_000;

  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, ParameterGroup> groups = new LinkedHashMap<>();
  private int visited;

  /** The reference's optimizer groups, in the order of their indexes. */
  enum ParameterGroup {
    BIAS,
    WEIGHT,
    NORM_WEIGHT
  }

  private ModuleTree() {}

  /**
   * Walks a module.
   *
   * @throws IOException when it is none
   */
  static ModuleTree of(Object module) throws IOException {
    ModuleTree tree = new ModuleTree();
    tree.walk("", module, 0);
    return tree;
  }

  /** Attributes of a module, empty for anything else. */
  static Map<?, ?> attributes(Object module) {
    return module instanceof PickledObject object && object.state() instanceof Map<?, ?> attributes
        ? attributes
        : Map.of();
  }

  /** Parameters and buffers by name, in state-dict order. */
  Map<String, StoredTensor> tensors() {
    return tensors;
  }

  /** The parameters' optimizer groups by name, in state-dict order. */
  Map<String, ParameterGroup> groups() {
    return groups;
  }

  private void walk(String prefix, Object module, int depth) throws IOException {
    visited++;
    if (depth > DEEPEST || visited > MOST_TENSORS) {
      throw new IOException("its modules contain each other");
    }
    boolean isNorm =
        module instanceof PickledObject object && object.type().name().startsWith("BatchNorm");
    Map<?, ?> attributes = attributes(module);
    for (Map.Entry<?, ?> parameter : part(attributes, "_parameters").entrySet()) {
      if (parameter.getValue() instanceof StoredTensor tensor) {
        String name = prefix + parameter.getKey();
        tensors.put(name, tensor);
        group(String.valueOf(parameter.getKey()), isNorm).ifPresent(g -> groups.put(name, g));
      }
    }
    for (Map.Entry<?, ?> buffer : part(attributes, "_buffers").entrySet()) {
      if (buffer.getValue() instanceof StoredTensor tensor) {
        tensors.put(prefix + buffer.getKey(), tensor);
      }
    }
    for (Map.Entry<?, ?> child : part(attributes, "_modules").entrySet()) {
      if (child.getValue() != null) {
        walk(prefix + child.getKey() + ".", child.getValue(), depth + 1);
      }
    }
  }

  private static Optional<ParameterGroup> group(String parameter, boolean isNorm) {
    return Optional.ofNullable(
        switch (parameter) {
          case "bias" -> ParameterGroup.BIAS;
          case "weight" -> isNorm ? ParameterGroup.NORM_WEIGHT : ParameterGroup.WEIGHT;
          default -> null;
        });
  }

  private static Map<?, ?> part(Map<?, ?> attributes, String name) {
    return attributes.get(name) instanceof Map<?, ?> part ? part : Map.of();
  }
}
