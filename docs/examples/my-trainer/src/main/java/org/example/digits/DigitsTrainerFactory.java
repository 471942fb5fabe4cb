package org.example.digits;

import ai.djl.ndarray.NDArray;
import dev.baton.common.messages.JobSpec;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.TrainerFactory;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.Arrays;
import java.util.Optional;

/** The task {@code digits}. */
public final class DigitsTrainerFactory implements TrainerFactory {

  @Override
  public String task() {
    return "digits";
  }

  @Override
  public void check(JobSpec spec) {
    DigitsOptions.of(spec);
  }

  @Override
  public String numericsClass(JobSpec spec) {
    return "cpu/libtorch-%s/t%d/%08x"
        .formatted(TorchThread.libtorchVersion(), spec.threads(), probe(spec.threads()));
  }

  /**
   * The bits after two steps on fixed pictures: PyTorch chooses its kernels by processor, so
   * another machine may round otherwise.
   */
  private static int probe(int threads) {
    TorchThread.prepare(threads);
    try (Perceptron network = new Perceptron(1)) {
      network.train(Digits.batch(1, 0, 0, 64), 0.1);
      network.train(Digits.batch(1, 0, 64, 64), 0.1);
      int hash = 1;
      for (NDArray weight : network.weights().values()) {
        hash = 31 * hash + Arrays.hashCode(weight.toFloatArray());
      }
      return hash;
    }
  }

  /** These pictures are drawn, so there are no data to find or to index. */
  @Override
  public Trainer create(JobSpec spec, Optional<String> dataDigest, DataIndexes dataIndexes) {
    DigitsOptions options = DigitsOptions.of(spec);
    TorchThread.prepare(spec.threads());
    return new DigitsTrainer(spec, options);
  }

  @Override
  public void warmUp() {
    probe(1);
  }
}
