package dev.baton.worker.yolo.export;

import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.Json;
import dev.baton.worker.yolo.weights.ReferenceCheckpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * Writes tensors as a {@code .pt} file that {@code torch.load(file, weights_only=True)} reads as a
 * dictionary from name to tensor. The reference's own scripts want a pickled module instead, whose
 * classes only Python can give: there, {@code model.load_state_dict} takes this dictionary.
 */
public final class StateDictWriter {

  private StateDictWriter() {}

  /**
   * Writes a file; the caller closes {@code out}.
   *
   * @param tensors with different names
   * @param metadata what the file says beside them; PyTorch takes no notice of it
   */
  public static void write(List<Tensor> tensors, Map<String, String> metadata, OutputStream out)
      throws IOException {
    new TorchZip(out)
        .store("data.pkl", new TorchPickle().opcodes('}').entries(tensors).stop())
        .store("byteorder", "little")
        .storages(tensors)
        .store(ReferenceCheckpoint.CARD, Json.MAPPER.writeValueAsString(metadata))
        .store("version", "3\n")
        .finish();
  }
}
