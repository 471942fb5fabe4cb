package dev.baton.worker.yolo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.baton.common.messages.JobSpec;
import dev.baton.worker.yolo.data.Batch;
import dev.baton.worker.yolo.loss.DetectionLoss;
import dev.baton.worker.yolo.loss.DetectionLoss.Loss;
import dev.baton.worker.yolo.loss.Targets;
import dev.baton.worker.yolo.model.InitialWeights;
import dev.baton.worker.yolo.model.LayerScripts;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.model.Precision;
import dev.baton.worker.yolo.optim.Optimizer;
import dev.baton.worker.yolo.optim.UpdateRule;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.Devices;
import dev.baton.worker.yolo.torch.TensorLists;
import dev.baton.worker.yolo.torch.TorchScript;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.weights.BegunTraining;
import dev.baton.worker.yolo.weights.WeightFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Everything native of one training: the network, its moving average, the loss and the optimizer.
 * One thread uses it.
 */
final class Learner implements AutoCloseable {
  private final NDManager memory;
  private final Network network;
  private final Network average;
  private final DetectionLoss loss;
  private final Optimizer optimizer;
  private final TorchScript resize;
  private final Replicas replicas;

  /**
   * What a request may choose.
   *
   * @param rule how weights move
   * @param frozenLayers numbers of the layers whose weights stay
   * @param precision of the network while it is trained; the average is evaluated in single
   * @param devices that share each batch
   */
  record Settings(
      UpdateRule rule, Set<Integer> frozenLayers, Precision precision, Devices devices) {
    /** Those of a request that chooses nothing. */
    static final Settings DEFAULTS =
        new Settings(UpdateRule.SGD, Set.of(), Precision.FP32, Devices.CPU);

    static Settings of(JobSpec spec) {
      return new Settings(
          UpdateRule.of(spec.optimizer()),
          frozen(spec.detection().freeze()),
          Precision.of(spec.detection().amp()),
          Devices.of(spec.detection().device()));
    }

    /** A single number n stands for the first n layers, as in the reference. */
    private static Set<Integer> frozen(List<Integer> option) {
      return option.size() == 1
          ? IntStream.range(0, option.getFirst()).boxed().collect(Collectors.toSet())
          : Set.copyOf(option);
    }
  }

  /**
   * Builds both networks with zeros; {@link #drawInitialWeights} or a restored snapshot fills them.
   *
   * @param weightDecay of one update
   */
  Learner(ModelYaml yaml, int classes, HyperParameters hyp, Settings settings, double weightDecay) {
    memory = TorchThread.newManager(settings.devices().first());
    Optional<Optimizer> made = Optional.empty();
    try {
      LayerScripts whole = new LayerScripts(memory);
      LayerScripts trained =
          settings.precision() == Precision.FP32
              ? whole
              : new LayerScripts(memory, settings.precision());
      network = Network.build(yaml, classes, trained, memory);
      average = Network.build(yaml, classes, whole, memory);
      average.freezeParameters(true);
      network.freezeLayers(settings.frozenLayers());
      resize = TorchScript.load(memory, Learner.class, "resize.py", Map.of());
      loss = new DetectionLoss(memory, hyp.get("cls_pw"), hyp.get("fl_gamma"));
      optimizer =
          new Optimizer(
              memory,
              network.state().values(),
              average.state().values(),
              settings.rule(),
              hyp.get("momentum"),
              weightDecay);
      made = Optional.of(optimizer);
      replicas =
          new Replicas(
              settings.devices().others().stream().map(memory::newSubManager).toList(),
              owner -> Network.build(yaml, classes, trained, owner),
              network,
              optimizer.gradients());
    } catch (RuntimeException | Error e) {
      // A device that was too small shall not keep what did fit: the next attempt needs it.
      made.ifPresent(Optimizer::close);
      memory.close();
      throw e;
    }
  }

  /** The average starts from the weights before they are rounded, as the reference's does. */
  void drawInitialWeights(long seed) {
    drawInitialWeights(seed, Optional.empty());
  }

  /**
   * Takes what fits from a file, and draws the rest.
   *
   * @throws dev.baton.worker.attempt.TrainerException {@code BAD_INPUT} when nothing fits
   */
  void drawInitialWeights(long seed, Optional<WeightFile> weights) {
    InitialWeights.fill(average, seed); // in single precision, whatever the network computes with
    weights.ifPresent(file -> file.transferTo(average));
    TensorLists.copy(
        List.copyOf(tensors(average).values()), List.copyOf(tensors(network).values()));
    InitialWeights.roundToHalf(network);
  }

  /**
   * Goes on from where a training of the reference stands; all of its weights are rounded already.
   *
   * @throws dev.baton.worker.attempt.TrainerException {@code BAD_INPUT} when it is of another model
   */
  void takeOver(BegunTraining begun) {
    begun.copyTo(network, average, optimizer.states());
    optimizer.restoreUpdates(begun.updates());
  }

  /**
   * Adds the gradients of one batch to the accumulated ones, unless the loss is not finite. Several
   * devices share the images; the loss of each is that of its images, times their number, so the
   * sum of the gradients is what the reference makes of losses times devices by averaging.
   *
   * @return box, cls, dfl as they enter the loss; means over the images of the devices' own
   */
  float[] learn(Batch batch) {
    try (NDManager step = memory.newSubManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      List<Replicas.Share> shares = replicas.share(batch, step);
      List<Loss> losses = Autograd.record(() -> shares.stream().map(this::judge).toList());
      float[] items = meanItems(shares, losses);
      if (areFinite(items)) {
        losses.forEach(loss -> Autograd.backward(loss.total()));
        replicas.gatherGradients();
      }
      return items;
    }
  }

  private Loss judge(Replicas.Share share) {
    Batch batch = share.batch();
    NDManager step = share.memory();
    NDList maps = share.network().rawMaps(seenImage(step, batch), true);
    return loss.of(maps, targets(step, batch)).times(batch.samplesPerImage());
  }

  private static float[] meanItems(List<Replicas.Share> shares, List<Loss> losses) {
    int images = shares.stream().mapToInt(share -> share.batch().size()).sum();
    float[] mean = new float[DetectionLoss.ITEMS.size()];
    for (int k = 0; k < shares.size(); k++) {
      float part = (float) shares.get(k).batch().size() / images;
      float[] own = losses.get(k).items().toFloatArray();
      for (int i = 0; i < mean.length; i++) {
        mean[i] += part * own[i];
      }
    }
    return mean;
  }

  /**
   * Forward pass and loss of the network in training.
   *
   * @param image (B, 3, H, W) in 0 to 1
   */
  Loss judge(NDArray image, Targets targets) {
    return loss.of(network.rawMaps(image, true), targets);
  }

  static boolean areFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The images of a batch as the network takes them. They come with their channels last; seen as
   * (B, 3, H, W) they keep that layout, which is the fastest and spreads through the whole network.
   *
   * @return (B, 3, H, W) in 0 to 1, of the batch's own size
   */
  static NDArray image(NDManager manager, Batch batch) {
    Shape shape = new Shape(batch.size(), batch.height(), batch.width(), 3);
    return manager
        .create(batch.imagesNhwc(), shape, DataType.UINT8)
        .transpose(0, 3, 1, 2)
        .toType(DataType.FLOAT32, false)
        .divi(255f); // in place: the whole step would keep what it divides
  }

  /** The images at the size at which the network is to see them. */
  NDArray seenImage(NDManager manager, Batch batch) {
    NDArray image = image(manager, batch);
    if (!batch.isResized()) {
      return image;
    }
    int[] size = {batch.networkHeight(), batch.networkWidth()};
    return resize.call(image, manager.create(size)).head();
  }

  static Targets targets(NDManager manager, Batch batch) {
    return Targets.of(
        manager, batch.targets(), batch.size(), batch.networkHeight(), batch.networkWidth());
  }

  Network network() {
    return network;
  }

  /** The moving average, which is validated and is what a training is for. */
  Network average() {
    return average;
  }

  DetectionLoss loss() {
    return loss;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  NDManager memory() {
    return memory;
  }

  /** The tensors of a network by name, the counters among them. */
  static Map<String, NDArray> tensors(Network network) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    network.state().forEach((name, parameter) -> tensors.put(name, parameter.getArray()));
    return tensors;
  }

  @Override
  public void close() {
    optimizer.close();
    memory.close();
  }
}
