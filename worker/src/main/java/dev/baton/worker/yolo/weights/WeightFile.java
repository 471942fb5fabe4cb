package dev.baton.worker.yolo.weights;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;
import static dev.baton.worker.attempt.TrainerException.Kind.DATA_NOT_VISIBLE;

import ai.djl.ndarray.NDManager;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.checkpoint.Sha256;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.model.LayerScripts;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of weights with the reference's tensor names, {@code .safetensors} or {@code .pt}.
 *
 * @param digest SHA-256 of the file, in hexadecimal
 */
public record WeightFile(Path path, String digest) {
  private static final Logger LOG = LoggerFactory.getLogger(WeightFile.class);
  private static final String SAFETENSORS = ".safetensors";
  private static final String PT = ".pt";

  /**
   * Finds a file and takes its digest.
   *
   * @throws TrainerException {@code DATA_NOT_VISIBLE} when this machine does not have it, {@code
   *     BAD_INPUT} when its name has another ending
   */
  public static WeightFile open(Path path) {
    return open("weights", path);
  }

  /**
   * Finds the file that another field of a request names.
   *
   * @throws TrainerException as {@link #open(Path)} does
   */
  static WeightFile open(String field, Path path) {
    requireKnown(field, path.toString());
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new TrainerException(
          DATA_NOT_VISIBLE,
          "Field %s: %s is not there, or not readable, on this machine; mount or copy it"
              .formatted(field, path));
    }
    try {
      return new WeightFile(path, sha256(path));
    } catch (IOException e) {
      throw unreadable(DATA_NOT_VISIBLE, path, e);
    }
  }

  /**
   * Checks the name of a file that may be on another machine.
   *
   * @throws TrainerException {@code BAD_INPUT} when it ends in neither .safetensors nor .pt
   */
  public static void requireKnown(String path) {
    requireKnown("weights", path);
  }

  private static void requireKnown(String field, String path) {
    if (!path.endsWith(SAFETENSORS) && !path.endsWith(PT)) {
      throw new TrainerException(
          BAD_INPUT,
          "Field %s: %s must be a %s or a %s file".formatted(field, path, SAFETENSORS, PT));
    }
  }

  /**
   * Reads the model's tensors; of an unfinished training the weights, not their average.
   *
   * @throws TrainerException {@code BAD_INPUT} saying what is wrong with the file
   */
  public List<Tensor> tensors() {
    return read(ReferenceCheckpoint::weights);
  }

  /**
   * Reads the tensors that detect best: of an unfinished training the average of its weights.
   *
   * @throws TrainerException {@code BAD_INPUT} saying what is wrong with the file
   */
  public List<Tensor> best() {
    return read(ReferenceCheckpoint::best);
  }

  /**
   * Reads what the file says about its model.
   *
   * @throws TrainerException {@code BAD_INPUT} saying what is wrong with the file
   */
  public ModelCard card() {
    return read(
        mapped -> ModelCard.of(Safetensors.readMetadata(mapped)), ReferenceCheckpoint::card);
  }

  /**
   * Builds the network that {@code tensors} of this file fill: their shapes say how many classes it
   * tells apart and whether it is fused.
   *
   * @param memory owner of the network's tensors
   * @throws TrainerException {@code BAD_INPUT} when they are of another model
   */
  public Network network(ModelYaml model, List<Tensor> tensors, NDManager memory) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    tensors.forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
    Network network = Network.fitting(model, shapes, new LayerScripts(memory), memory);
    Transfer transfer = Transfer.of(tensors, network);
    if (!transfer.isWhole()) {
      throw new TrainerException(
          BAD_INPUT,
          "%s has other weights than the model needs: it gives %s. Give the cfg that they were trained with"
              .formatted(path, transfer));
    }
    return network;
  }

  /** What to take of a file. */
  private interface Choice<F, T> {
    T of(F file) throws IOException;
  }

  private List<Tensor> read(Choice<ReferenceCheckpoint, List<Tensor>> choice) {
    return read(Safetensors::read, choice);
  }

  private <T> T read(Choice<ByteBuffer, T> ofSafetensors, Choice<ReferenceCheckpoint, T> choice) {
    try {
      if (path.toString().endsWith(SAFETENSORS)) {
        return ofSafetensors.of(mapped());
      }
      try (ReferenceCheckpoint checkpoint = ReferenceCheckpoint.open(path)) {
        return choice.of(checkpoint);
      }
    } catch (IOException e) {
      throw unreadable(BAD_INPUT, path, e);
    }
  }

  /**
   * Copies into {@code network} what has the same name and shape there, and logs what did not.
   *
   * @throws TrainerException {@code BAD_INPUT} naming tensors, when none fits
   */
  public Transfer transferTo(Network network) {
    Transfer transfer = Transfer.of(tensors(), network).requireSome(this);
    LOG.info("Started from weights: file={} copied={}", path, transfer);
    return transfer;
  }

  private ByteBuffer mapped() throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      return channel.map(MapMode.READ_ONLY, 0, channel.size());
    } catch (IllegalArgumentException e) {
      throw new IOException("it is larger than 2 GiB", e);
    }
  }

  private static TrainerException unreadable(
      TrainerException.Kind kind, Path path, IOException cause) {
    return new TrainerException(
        kind, "Cannot read the weights %s: %s".formatted(path, cause.getMessage()), cause);
  }

  private static String sha256(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      DigestInputStream digesting = new DigestInputStream(in, Sha256.digest());
      digesting.transferTo(OutputStream.nullOutputStream());
      return Sha256.text(digesting.getMessageDigest().digest());
    }
  }
}
