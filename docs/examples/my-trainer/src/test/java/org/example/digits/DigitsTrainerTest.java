package org.example.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.EpochResult;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainerFactory;
import dev.baton.worker.contract.TrainerContract;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Exactness is tested by the contract; here is what only this trainer promises. */
class DigitsTrainerTest extends TrainerContract {
  private final TrainerFactory factory = new DigitsTrainerFactory();

  @Override
  protected TrainerFactory factory() {
    return factory;
  }

  @Override
  protected String request() {
    return """
    {"version":1,"type":"train","job":"contract","task":"digits","epochs":3,"batch":16,
     "hyp":{"steps":5}}
    """;
  }

  @Test
  void learnsToReadInFiveEpochs() throws Exception {
    try (DigitsTrainer trainer = create("{\"steps\":50}")) {
      EpochResult result = null;
      while (!trainer.isFinished()) {
        trainer.trainStep();
        if (trainer.position().step() == trainer.stepsPerEpoch()) {
          result = trainer.finishEpoch();
        }
      }
      assertTrue(result.fitness() > 0.8, "accuracy " + result.fitness());
    }
  }

  @Test
  void aStepLeavesNoMemoryBehind() throws Exception {
    try (DigitsTrainer trainer = create("{\"steps\":50}")) {
      trainer.trainStep();
      int open = trainer.openArrays();
      trainer.trainStep();
      trainer.snapshot();
      trainer.finishEpoch();
      assertEquals(open, trainer.openArrays());
    }
  }

  @Test
  void refusesWhatItWouldIgnoreAndNamesIt() {
    TrainerException refusal =
        assertThrows(TrainerException.class, () -> create("{\"momentum\":0.5}"));
    assertEquals(TrainerException.Kind.BAD_INPUT, refusal.kind());
    assertTrue(refusal.getMessage().contains("[momentum]"), refusal.getMessage());
  }

  @Test
  void refusesACheckpointOfAnotherNetwork() throws Exception {
    try (DigitsTrainer trainer = create("{}")) {
      Snapshot snapshot = trainer.snapshot();
      Snapshot other =
          new Snapshot(Map.of("model", snapshot.files().get("model")), snapshot.state());
      TrainerException refusal = assertThrows(TrainerException.class, () -> trainer.restore(other));
      assertTrue(refusal.getMessage().contains("optimizer has no hidden.weight"));
    }
  }

  private DigitsTrainer create(String hyp) throws Exception {
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"test\",\"task\":\"digits\",\"epochs\":5,\"batch\":32,\"hyp\":%s}"
            .formatted(hyp);
    JobSpec spec =
        ((Request.Train) RequestReader.read(request.getBytes(StandardCharsets.UTF_8), "test"))
            .spec();
    return (DigitsTrainer) factory.create(spec, Optional.empty(), DataIndexes.NONE);
  }
}
