package dev.baton.worker.yolo.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A detection network: layers, each fed with the outputs of earlier ones, the last one the head.
 * One thread uses it.
 */
public final class Network extends NetworkBlock {
  /** Strides of the levels, by which the image's sides must be divisible. */
  public static final List<Integer> STRIDES = List.of(8, 16, 32);

  /**
   * A layer and where its inputs come from.
   *
   * @param from indexes of earlier layers, −1 for the image
   */
  record Layer(List<Integer> from, NetworkBlock block) {

    /** This layer's inputs among the outputs of all layers so far. */
    <T> List<T> inputs(T image, List<? extends List<T>> outputs) {
      return from.stream()
          .flatMap(index -> index < 0 ? Stream.of(image) : outputs.get(index).stream())
          .toList();
    }
  }

  private final ModelYaml yaml;
  private final HeadShape head;
  private final Place.Form form;
  private final List<Layer> layers;
  private final LayerScripts scripts;
  private final Map<String, Parameter> state = new LinkedHashMap<>();

  private Network(ModelYaml yaml, HeadShape head, LayerScripts scripts, Place.Form form) {
    this.yaml = yaml;
    this.head = head;
    this.form = form;
    this.layers = new NetworkBuilder(yaml, head, scripts, form).layers();
    this.scripts = scripts;
    layers.forEach(layer -> child(layer.block().getClass().getSimpleName(), layer.block()));
    getParameters().values().forEach(parameter -> state.put(parameter.getName(), parameter));
  }

  /**
   * Builds a network whose tensors are all zero.
   *
   * @param classes replaces the YAML's own number of classes
   * @param manager owner of the tensors
   * @throws dev.baton.worker.attempt.TrainerException {@code BAD_INPUT} naming the row that cannot
   *     be built
   */
  public static Network build(
      ModelYaml yaml, int classes, LayerScripts scripts, NDManager manager) {
    return build(yaml, HeadShape.of(classes), scripts, manager, Place.Form.TRAINABLE);
  }

  /**
   * Builds a network, all zero, in which tensors of these shapes have their place: from them follow
   * its number of classes, the widths inside its head and whether it is fused.
   *
   * @param shapes of all tensors by their names
   * @throws dev.baton.worker.attempt.TrainerException {@code BAD_INPUT} naming a tensor that the
   *     model's head needs and that is not there
   */
  public static Network fitting(
      ModelYaml yaml, Map<String, List<Long>> shapes, LayerScripts scripts, NDManager manager) {
    boolean hasNorms = shapes.keySet().stream().anyMatch(name -> name.endsWith(".bn.weight"));
    Place.Form form = hasNorms ? Place.Form.TRAINABLE : Place.Form.FUSED;
    return build(yaml, HeadShape.of(yaml, shapes), scripts, manager, form);
  }

  /**
   * A network that computes the same in evaluation with fewer and faster operations: every batch
   * norm, and the second branch of every {@link RepConvN}, has become part of a convolution. Its
   * state has the names and shapes of a fused model of the reference.
   *
   * @param manager owner of the new tensors
   * @return this network where it is fused already
   */
  public Network fused(NDManager manager) {
    if (form == Place.Form.FUSED) {
      return this;
    }
    return fused(yaml, head, state, manager);
  }

  /**
   * The part of this network that detects, fused: of a dual model the main branch and the layers
   * that feed it, else the whole. Its maps are this network's last ones.
   *
   * @param manager owner of the new tensors
   */
  public Network detector(NDManager manager) {
    if (!MainBranch.isIn(yaml)) {
      return fused(manager);
    }
    MainBranch main = MainBranch.of(yaml);
    return fused(main.yaml(), head.ofLastBranch(), main.convert(state), manager);
  }

  private Network fused(
      ModelYaml yaml, HeadShape head, Map<String, Parameter> trained, NDManager manager) {
    Network fused = new Network(yaml, head, scripts, Place.Form.FUSED);
    fused.allocate(manager, floatingType());
    fused.freezeParameters(true);
    Fusing.fill(fused, trained);
    return fused;
  }

  static Network build(
      ModelYaml yaml, HeadShape head, LayerScripts scripts, NDManager manager, Place.Form form) {
    Network network = new Network(yaml, head, scripts, form);
    network.allocate(manager, DataType.FLOAT32);
    return network;
  }

  /** A network without tensors, to be counted. */
  static Network outline(ModelYaml yaml, int classes, Place.Form form) {
    return new Network(yaml, HeadShape.of(classes), null, form);
  }

  /** Checks that a network can be built, without allocating one. */
  public static void check(ModelYaml yaml, int classes) {
    new NetworkBuilder(yaml, HeadShape.of(classes), null, Place.Form.TRAINABLE).layers();
  }

  private void allocate(NDManager manager, DataType floating) {
    for (Parameter parameter : state.values()) {
      boolean isCounter = parameter.getName().endsWith(".num_batches_tracked");
      parameter.initialize(manager, isCounter ? DataType.INT64 : floating);
      // DJL would pass arrays with a dot in their names to scripts as a dictionary.
      parameter.getArray().setName(null);
    }
  }

  /** Of all weights and statistics: FLOAT32, but FLOAT64 where a test has widened them. */
  private DataType floatingType() {
    return head().classBiases().getFirst().getArray().getDataType();
  }

  /**
   * Computes the raw maps.
   *
   * @param image (B, 3, H, W) in 0 to 1, sides divisible by 32; channels_last is fastest
   * @param training whether batch statistics are used (and updated) and gradients are wanted
   * @return (B, 64 + C, H/stride, W/stride) of strides 8, 16, 32 for each branch, the main branch
   *     last; owned by the image's manager
   */
  public NDList rawMaps(NDArray image, boolean training) {
    return forward(new NDList(image), training);
  }

  /**
   * Leaves nothing behind but the maps. What gradients need of the rest is held by the recorded
   * graph, which lets go of it piece by piece on the way back; handles of ours would hold all of it
   * until the step ends.
   */
  @Override
  NDList forward(NDList image, boolean training) {
    NDManager owner = image.getManager();
    try (NDManager features = owner.newSubManager()) {
      List<NDList> outputs = new ArrayList<>(layers.size());
      for (Layer layer : layers) {
        NDList inputs = new NDList(layer.inputs(image.singletonOrThrow(), outputs));
        outputs.add(forward(layer.block(), inputs, training, features));
      }
      image.attach(owner); // a layer may have given it back as its output
      outputs.getLast().attach(owner);
      return outputs.getLast();
    }
  }

  /** Frees what a block has computed in between; the outputs belong to {@code features}. */
  private static NDList forward(
      NetworkBlock block, NDList inputs, boolean training, NDManager features) {
    try (NDManager scratch = features.newSubManager()) {
      inputs.tempAttach(scratch);
      NDList outputs = block.forward(inputs, training);
      outputs.attach(features);
      return outputs;
    }
  }

  /**
   * Takes the gradients from all parameters of some layers. Their batch statistics still follow the
   * images. To be called before an optimizer is made.
   *
   * @param numbers of layers; those that do not exist mean nothing, as in the reference
   */
  public void freezeLayers(Set<Integer> numbers) {
    state.forEach(
        (name, parameter) -> {
          int layer = Integer.parseInt(name.split("\\.", 3)[1]);
          if (numbers.contains(layer)) {
            parameter.freeze(true);
          }
        });
  }

  /** The description from which the network was built; its own number of classes may differ. */
  public ModelYaml yaml() {
    return yaml;
  }

  /** Classes that the network tells apart. */
  public int classes() {
    return head.classes();
  }

  /** Branches of the head; all but the last only help in training. */
  public int branches() {
    return head().branches();
  }

  /** All parameters and statistics by name, in the order of the public checkpoints. */
  public Map<String, Parameter> state() {
    return state;
  }

  NetworkBlock layer(int index) {
    return layers.get(index).block();
  }

  DetectionHead head() {
    return (DetectionHead) layers.getLast().block();
  }

  LayerScripts scripts() {
    return scripts;
  }

  @Override
  List<Integer> outChannels() {
    return head().outChannels();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] image) {
    List<List<Shape>> outputs = new ArrayList<>(layers.size());
    for (Layer layer : layers) {
      Shape[] inputs = layer.inputs(image[0], outputs).toArray(Shape[]::new);
      outputs.add(List.of(layer.block().getOutputShapes(inputs)));
    }
    return outputs.getLast().toArray(Shape[]::new);
  }

  @Override
  List<Feature> trace(Tracer tracer, List<Feature> image) {
    List<List<Feature>> outputs = new ArrayList<>(layers.size());
    for (Layer layer : layers) {
      List<Feature> inputs = layer.inputs(image.getFirst(), outputs);
      outputs.add(layer.block().trace(tracer, inputs));
    }
    return outputs.getLast();
  }
}
