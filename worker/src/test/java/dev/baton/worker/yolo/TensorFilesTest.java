package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.StateDigest;
import dev.baton.common.messages.Json;
import dev.baton.worker.yolo.data.Batch;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.model.Precision;
import dev.baton.worker.yolo.optim.StepRates;
import dev.baton.worker.yolo.optim.UpdateRule;
import dev.baton.worker.yolo.torch.Devices;
import dev.baton.worker.yolo.torch.TorchThread;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * That no tensor of a training ever moves: each is found once, and whoever looked where it was
 * before would store what no longer changes.
 */
class TensorFilesTest {
  private static final StepRates RATES = new StepRates(0.01, 0.01, 0.9, 1);

  @BeforeEach
  void prepareThread() {
    TorchThread.prepare(1);
  }

  @ParameterizedTest
  @CsvSource({"SGD,FP32", "ADAM,FP32", "ADAMW,FP32", "LION,FP32", "SGD,BF16"})
  void whatWasFoundOnceIsWhatIsThereAtAnyTime(UpdateRule rule, Precision precision) {
    Batch batch = StepBenchmark.batch(2, 64);
    try (Learner learner = learner(rule, precision)) {
      TensorFiles files = new TensorFiles(learner);
      learner.drawInitialWeights(0);
      Snapshot drawn = snapshot(files);
      assertThat(digest(drawn)).isEqualTo(digestOfThoseFoundNow(learner));
      learner.learn(batch);
      String learned = digest(snapshot(files));
      assertThat(learned).isEqualTo(digestOfThoseFoundNow(learner)).isNotEqualTo(digest(drawn));
      learner.optimizer().update(RATES);
      String updated = digest(snapshot(files));
      assertThat(updated).isEqualTo(digestOfThoseFoundNow(learner)).isNotEqualTo(learned);
      learner.learn(batch);
      learner.optimizer().dropGradients();
      String dropped = digest(snapshot(files));
      assertThat(dropped).isEqualTo(digestOfThoseFoundNow(learner)).isNotEqualTo(updated);
      files.restore(true, drawn);
      assertThat(digest(snapshot(files)))
          .isEqualTo(digestOfThoseFoundNow(learner))
          .isEqualTo(digest(drawn));
    }
  }

  private static Learner learner(UpdateRule rule, Precision precision) {
    return new Learner(
        ModelYaml.of("gelan-t"),
        3,
        HyperParameters.of(Map.of()),
        new Learner.Settings(rule, Set.of(0, 1), precision, Devices.CPU),
        5e-4);
  }

  private static String digestOfThoseFoundNow(Learner learner) {
    return digest(snapshot(new TensorFiles(learner)));
  }

  private static Snapshot snapshot(TensorFiles files) {
    return new Snapshot(files.copy(true), Json.MAPPER.createObjectNode());
  }

  private static String digest(Snapshot snapshot) {
    return StateDigest.of(snapshot).text();
  }
}
