package dev.baton.worker.yolo.export;

import dev.baton.common.checkpoint.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

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
   */
  public static void write(List<Tensor> tensors, OutputStream out) throws IOException {
    new TorchZip(out)
        .store("data.pkl", new TorchPickle().opcodes('}').entries(tensors).stop())
        .store("byteorder", "little")
        .storages(tensors)
        .store("version", "3\n")
        .finish();
  }
}
