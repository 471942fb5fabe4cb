package dev.baton.worker.yolo.weights;

import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.Json;
import dev.baton.worker.yolo.model.PlainTree;
import dev.baton.worker.yolo.weights.ModuleTree.ParameterGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * A {@code .pt} file of the reference, or a state dict written by {@code torch.save}. Floating
 * tensors are given in single precision, whatever they are in the file. One thread uses it.
 *
 * <p>Nothing in a file is executed, and a file that asks for it is refused.
 */
public final class ReferenceCheckpoint implements AutoCloseable {
  private static final long MOST_EPOCHS = 1_000_000;

  /** Beside the tensors of a state dict: a {@link ModelCard}'s metadata as JSON. */
  public static final String CARD = "extra/baton.json";

  private static final DumperOptions WRITTEN_OUT = new DumperOptions();

  static {
    WRITTEN_OUT.setDereferenceAliases(true); // readers of models count them
  }

  private static final String MOMENTUM = "momentum_buffer";

  private final TorchArchive archive;
  private final Map<?, ?> top;
  private final ModuleTree model;
  private final Map<String, StoredTensor> weights;

  private ReferenceCheckpoint(TorchArchive archive) throws IOException {
    this.archive = archive;
    if (archive.root() instanceof Map<?, ?> map) {
      top = map;
    } else {
      top = Map.of("model", archive.root());
    }
    model = ModuleTree.of(top.get("model"));
    weights = model.tensors().isEmpty() ? stateDict() : model.tensors();
    if (weights.isEmpty()) {
      throw new IOException(
          "it has neither a model nor tensors; it must be a checkpoint of YOLOv9 or a state dict");
    }
  }

  /**
   * Opens a file.
   *
   * @throws IOException saying in a sentence about "it" what is wrong with the file
   */
  public static ReferenceCheckpoint open(Path file) throws IOException {
    TorchArchive archive = TorchArchive.open(file);
    try {
      return new ReferenceCheckpoint(archive);
    } catch (IOException | RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  /** The tensors of a dictionary by name, at the top or under "model". */
  private Map<String, StoredTensor> stateDict() {
    Map<?, ?> dictionary = top.get("model") instanceof Map<?, ?> nested ? nested : top;
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    dictionary.forEach(
        (key, value) -> {
          if (value instanceof StoredTensor tensor) {
            tensors.put(String.valueOf(key), tensor);
          }
        });
    return tensors;
  }

  /** The model's parameters and statistics under the reference's names. */
  public List<Tensor> weights() throws IOException {
    return archive.read(weights);
  }

  /** The moving average of an unfinished training; empty where the file has none. */
  public List<Tensor> average() throws IOException {
    return archive.read(ModuleTree.of(top.get("ema")).tensors());
  }

  /** The average where there is one, else the model: what detects best. */
  public List<Tensor> best() throws IOException {
    List<Tensor> average = average();
    return average.isEmpty() ? weights() : average;
  }

  /** Last finished epoch from 0; empty where the training is finished or the file has no epoch. */
  public OptionalInt epoch() {
    return top.get("epoch") instanceof Long epoch && epoch >= 0 && epoch <= MOST_EPOCHS
        ? OptionalInt.of(Math.toIntExact(epoch))
        : OptionalInt.empty();
  }

  /** Updates of the moving average so far. */
  public long updates() {
    return top.get("updates") instanceof Long updates ? updates : 0;
  }

  /** Best fitness so far; 0 where the file has none. */
  public double bestFitness() {
    Object fitness = top.get("best_fitness");
    return fitness instanceof Double number ? number : KnownGlobals.onlyElement(fitness).orElse(0);
  }

  /** Names of the classes by number; empty where the file has none. */
  public List<String> names() {
    Object names = ModuleTree.attributes(top.get("model")).get("names");
    if (names instanceof Map<?, ?> byNumber) {
      return texts(byNumber.values());
    }
    return names instanceof List<?> list ? texts(list) : List.of();
  }

  /**
   * What the file says about its model: attributes of the reference's module, or what Baton adds to
   * a state dict.
   */
  public ModelCard card() throws IOException {
    Optional<String> extra = archive.findText(CARD);
    if (extra.isPresent()) {
      return ModelCard.of(texts(extra.get()));
    }
    return new ModelCard(names(), imgsz(), cfg());
  }

  private static Map<String, String> texts(String json) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (var field : Json.MAPPER.readTree(json).properties()) {
      texts.put(field.getKey(), field.getValue().asText());
    }
    return texts;
  }

  private OptionalInt imgsz() {
    return options().get("imgsz") instanceof Long side && side > 0 && side < Integer.MAX_VALUE
        ? OptionalInt.of(side.intValue())
        : OptionalInt.empty();
  }

  /**
   * The options of the command line that began the training, by their names there: texts, {@code
   * Long}s, {@code Double}s, {@code Boolean}s, and lists and maps of these. What was not given and
   * has no value is left out; so is anything else, such as paths. Empty where the file has none.
   */
  public Map<String, Object> options() {
    Object opt = top.get("opt");
    Map<?, ?> given = opt instanceof Map<?, ?> map ? map : ModuleTree.attributes(opt);
    Map<String, Object> options = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          if (name instanceof String text && value != null && PlainTree.is(value)) {
            options.put(text, value);
          }
        });
    return options;
  }

  /** The module keeps its description as a tree, from which the text is made. */
  private Optional<String> cfg() {
    return ModuleTree.attributes(top.get("model")).get("yaml") instanceof Map<?, ?> tree
            && tree.containsKey("backbone")
            && PlainTree.is(tree)
        ? Optional.of(new Yaml(WRITTEN_OUT).dump(tree))
        : Optional.empty();
  }

  private static List<String> texts(Collection<?> values) {
    return values.stream().filter(String.class::isInstance).map(String.class::cast).toList();
  }

  /** Whether the file has a moving average. */
  boolean hasAverage() throws IOException {
    return !ModuleTree.of(top.get("ema")).tensors().isEmpty();
  }

  /** Whether the file has what an optimizer remembers. */
  boolean hasOptimizer() {
    return top.get("optimizer") instanceof Map<?, ?>;
  }

  /**
   * Momentum of each parameter under its name, as SGD left it; empty where the file has no
   * optimizer. Parameters without gradient have none.
   *
   * @throws IOException when the optimizer does not belong to the model, or is not SGD
   */
  public List<Tensor> momenta() throws IOException {
    if (!(top.get("optimizer") instanceof Map<?, ?> optimizer)) {
      return List.of();
    }
    List<String> names = namesByIndex();
    Map<String, StoredTensor> momenta = new LinkedHashMap<>();
    if (optimizer.get("state") instanceof Map<?, ?> state) {
      for (Map.Entry<?, ?> entry : state.entrySet()) {
        String name = name(names, entry.getKey());
        if (!(entry.getValue() instanceof Map<?, ?> buffers
            && buffers.get(MOMENTUM) instanceof StoredTensor momentum)) {
          throw new IOException(
              "its optimizer has no momentum for %s; only trainings with SGD can be taken over"
                  .formatted(name));
        }
        if (!momentum.shape().equals(weights.get(name).shape())) {
          throw new IOException(
              "its optimizer's momentum of %s has shape %s instead of %s"
                  .formatted(name, momentum.shape(), weights.get(name).shape()));
        }
        momenta.put(name, momentum);
      }
    }
    return archive.read(momenta);
  }

  /** Parameters as the optimizer counts them: biases, decayed weights, batch-norm weights. */
  private List<String> namesByIndex() {
    List<String> names = new ArrayList<>();
    for (ParameterGroup group : ParameterGroup.values()) {
      model
          .groups()
          .forEach(
              (name, own) -> {
                if (own == group) {
                  names.add(name);
                }
              });
    }
    return names;
  }

  private static String name(List<String> names, Object index) throws IOException {
    if (index instanceof Long position && position >= 0 && position < names.size()) {
      return names.get(position.intValue());
    }
    throw new IOException("its optimizer has no parameter %s of the model".formatted(index));
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
