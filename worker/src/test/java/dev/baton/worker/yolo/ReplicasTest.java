package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Data parallelism on the CPU taken twice, which shows all of it but the copies between GPUs. */
class ReplicasTest {
  private static final Devices TWO = new Devices(List.of(Device.cpu(), Device.cpu()));
  private static final StepRates RATES = new StepRates(1e-3, 1e-3, 0.9, 1);

  @BeforeEach
  void prepareThread() {
    TorchThread.prepare(1);
  }

  private static Learner learner(Devices devices) {
    Learner.Settings settings =
        new Learner.Settings(UpdateRule.SGD, Set.of(1), Precision.FP32, devices);
    Learner learner =
        new Learner(ModelYaml.of("gelan-t"), 3, HyperParameters.of(Map.of()), settings, 5e-4);
    learner.drawInitialWeights(0);
    return learner;
  }

  private static Map<String, float[]> gradients(Learner learner) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    learner.optimizer().gradients().forEach((name, g) -> gradients.put(name, g.toFloatArray()));
    return gradients;
  }

  private static Map<String, float[]> gradientsOf(Batch batch) {
    try (Learner alone = learner(Devices.CPU)) {
      alone.learn(batch);
      return gradients(alone);
    }
  }

  private static String state(Learner learner) {
    return StateDigest.of(snapshot(learner)).text();
  }

  private static Snapshot snapshot(Learner learner) {
    return new Snapshot(new TensorFiles(learner).copy(true), Json.MAPPER.createObjectNode());
  }

  /** Which is what averaging the gradients of losses times two gives, the reference's way. */
  @Test
  void gradientsAreBitForBitTheSumsOfTheHalvesOwn() {
    Batch batch = StepBenchmark.batch(4, 64);
    Map<String, float[]> first = gradientsOf(batch.shard(0, 2));
    Map<String, float[]> second = gradientsOf(batch.shard(1, 2));
    try (Learner two = learner(TWO)) {
      two.learn(batch);
      gradients(two)
          .forEach(
              (name, sums) -> {
                for (int i = 0; i < sums.length; i++) {
                  assertThat(sums[i]).as(name).isEqualTo(first.get(name)[i] + second.get(name)[i]);
                }
              });
    }
  }

  @Test
  void itemsAreMeansOverTheImages() {
    Batch batch = StepBenchmark.batch(3, 64);
    float[] first;
    float[] second;
    try (Learner alone = learner(Devices.CPU)) {
      first = alone.learn(batch.shard(0, 2));
    }
    try (Learner alone = learner(Devices.CPU)) {
      second = alone.learn(batch.shard(1, 2));
    }
    try (Learner two = learner(TWO)) {
      float[] items = two.learn(batch);
      for (int i = 0; i < items.length; i++) {
        assertThat(items[i]).isCloseTo((2 * first[i] + second[i]) / 3, within(1e-4f * first[i]));
      }
    }
  }

  @Test
  void statisticsAreThoseOfTheFirstDevicesImages() {
    Batch batch = StepBenchmark.batch(4, 64);
    try (Learner alone = learner(Devices.CPU);
        Learner two = learner(TWO)) {
      alone.learn(batch.shard(0, 2));
      two.learn(batch);
      String name = "model.0.bn.running_mean";
      assertThat(tensor(two, name)).isEqualTo(tensor(alone, name));
    }
  }

  private static float[] tensor(Learner learner, String name) {
    NDArray tensor = Learner.tensors(learner.network()).get(name);
    return tensor.toFloatArray();
  }

  @Test
  void aBatchOfOneImageIsLearntByTheFirstDeviceAlone() {
    Batch batch = StepBenchmark.batch(1, 64);
    try (Learner two = learner(TWO)) {
      two.learn(batch);
      assertThat(gradients(two)).containsExactlyInAnyOrderEntriesOf(gradientsOf(batch));
    }
  }

  @Test
  void aTrainingRestoredAtAnyStepGoesOnWithTheSameBits() {
    Batch batch = StepBenchmark.batch(4, 64);
    try (Learner straight = learner(TWO);
        Learner resumed = learner(TWO)) {
      for (int step = 0; step < 4; step++) {
        new TensorFiles(resumed).restore(true, snapshot(straight));
        resumed.optimizer().restoreUpdates(straight.optimizer().updates());
        step(straight, batch, step);
        step(resumed, batch, step);
        assertThat(state(resumed)).as("after step %d", step).isEqualTo(state(straight));
      }
    }
  }

  /** Updates after every second step, so that gradients wait in between. */
  private static void step(Learner learner, Batch batch, int step) {
    learner.learn(batch);
    if (step % 2 == 1) {
      learner.optimizer().update(RATES);
    }
  }

  @Test
  void aStepLeavesNothingBehindInNativeMemory() {
    try (Learner two = learner(TWO)) {
      Batch batch = StepBenchmark.batch(4, 64);
      step(two, batch, 1);
      int arrays = two.memory().getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        step(two, batch, 1);
      }
      assertThat(two.memory().getManagedArrays()).hasSize(arrays);
    }
  }
}
