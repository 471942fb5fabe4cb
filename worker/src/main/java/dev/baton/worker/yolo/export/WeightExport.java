package dev.baton.worker.yolo.export;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;

import ai.djl.ndarray.NDManager;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.model.MainBranch;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.weights.ModelCard;
import dev.baton.worker.yolo.weights.WeightFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Weights in another form or format.
 *
 * @param weights the file to read, which stays
 * @param yaml the model that was trained
 * @param format of the new file
 * @param changes to the model
 * @param card what the new file says, except for its model
 * @param side of the square image that a {@link Format#TORCHSCRIPT} or {@link Format#ONNX} model
 *     takes, divisible by 32
 */
public record WeightExport(
    WeightFile weights,
    ModelYaml yaml,
    Format format,
    Set<Change> changes,
    ModelCard card,
    int side) {

  /** What can be written. */
  public enum Format {
    /** Tensors, read by anything. */
    SAFETENSORS,
    /** Tensors, for {@code torch.load(file, weights_only=True)}. */
    PT,
    /** A detector for {@code torch.jit.load}, always fused and without auxiliary branch. */
    TORCHSCRIPT,
    /** A detector for onnxruntime and others, always fused and without auxiliary branch. */
    ONNX;

    /** The format that a file's ending tells. */
    public static Optional<Format> of(Path file) {
      String name = file.getFileName().toString();
      for (Format format : values()) {
        if (name.endsWith("." + format.toString())) {
          return Optional.of(format);
        }
      }
      return Optional.empty();
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What can be done to a model first. */
  public enum Change {
    /** Drop the auxiliary branch of a dual model, see {@link MainBranch}. */
    CONVERT,
    /** Make batch norms part of convolutions, see {@link Network#fused}. */
    FUSE
  }

  /**
   * What was written.
   *
   * @param classes that the model tells apart, as its tensors have it
   * @param parameters numbers in the written tensors
   */
  public record Written(int classes, long parameters, long sizeBytes) {}

  /** Writes what a network has become. */
  private interface Writer {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Writes {@code file}, which appears whole or not at all.
   *
   * @throws TrainerException {@code BAD_INPUT} saying why the weights do not fit the model
   * @throws IOException when {@code file} cannot be written
   */
  public Written write(Path file) throws IOException {
    TorchThread.prepare(1);
    try (NDManager manager = TorchThread.newManager()) {
      Network network = network(manager);
      List<Tensor> tensors = NetworkTensors.copy(network);
      writeWhole(file, writer(network, tensors, manager));
      long parameters =
          tensors.stream()
              .mapToLong(tensor -> tensor.data().remaining() / tensor.dtype().sizeBytes())
              .sum();
      return new Written(network.classes(), parameters, Files.size(file));
    }
  }

  private Writer writer(Network network, List<Tensor> tensors, NDManager manager) {
    Map<String, String> metadata = card.withCfg(network.yaml().text()).toMetadata();
    return switch (format) {
      case SAFETENSORS -> out -> Safetensors.write(tensors, metadata, out);
      case PT -> out -> StateDictWriter.write(tensors, metadata, out);
      case TORCHSCRIPT -> out -> ScriptWriter.write(detector(network, manager), out);
      case ONNX -> out -> OnnxWriter.write(detector(network, manager), out);
    };
  }

  private Detector detector(Network network, NDManager manager) {
    if (!card.classNames().isEmpty() && card.classNames().size() != network.classes()) {
      throw new TrainerException(
          BAD_INPUT,
          "%s tells %d classes apart, of which %d have names: give the data that it was trained on"
              .formatted(weights.path(), network.classes(), card.classNames().size()));
    }
    return Detector.of(network, side, card.classNames(), manager);
  }

  /** The trained network with all changes. */
  private Network network(NDManager manager) {
    ModelYaml model = yaml;
    List<Tensor> tensors = weights.best();
    if (changes.contains(Change.CONVERT)) {
      MainBranch main = MainBranch.of(yaml);
      model = main.yaml();
      tensors = converted(main, tensors);
    }
    Network network = weights.network(model, tensors, manager);
    return changes.contains(Change.FUSE) ? network.fused(manager) : network;
  }

  private static List<Tensor> converted(MainBranch main, List<Tensor> dual) {
    List<Tensor> converted = new ArrayList<>();
    for (Tensor tensor : dual) {
      main.key(tensor.name())
          .map(name -> new Tensor(name, tensor.dtype(), tensor.shape(), tensor.data()))
          .ifPresent(converted::add);
    }
    return converted;
  }

  private static void writeWhole(Path file, Writer writer) throws IOException {
    // Not a temporary file of Java's: that one only its owner may read.
    Path partial =
        file.resolveSibling(".%s.%s.part".formatted(file.getFileName(), UUID.randomUUID()));
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial))) {
        writer.write(out);
      }
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
