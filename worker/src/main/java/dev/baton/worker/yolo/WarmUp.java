package dev.baton.worker.yolo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.baton.worker.yolo.data.Batch;
import dev.baton.worker.yolo.data.ImageReader;
import dev.baton.worker.yolo.model.BoxDecoder;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.optim.StepRates;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.Map;

/**
 * Loads natives and lets every part of a training run once on a tiny input, so that a takeover does
 * not pay for it.
 */
final class WarmUp {
  private static final int IMGSZ = 64;
  private static final StepRates RATES = new StepRates(1e-4, 1e-4, 0.937, 1);

  private WarmUp() {}

  static void run() {
    ImageReader.load();
    TorchThread.prepare(1);
    try (Learner learner =
        new Learner(
            ModelYaml.of("gelan-t"),
            3,
            HyperParameters.of(Map.of()),
            Learner.Settings.DEFAULTS,
            5e-4)) {
      learner.drawInitialWeights(0);
      Batch batch = StepBenchmark.batch(2, IMGSZ);
      learner.learn(batch);
      learner.optimizer().update(RATES);
      new TensorFiles(learner).copy(false);
      try (NDManager memory = learner.memory().newSubManager()) {
        NDList maps = learner.average().rawMaps(Learner.image(memory, batch), false);
        NDArray decoded = BoxDecoder.decode(learner.average(), maps);
        decoded.toByteBuffer(true);
      }
    }
  }
}
