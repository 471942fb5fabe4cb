package dev.baton.worker.tiny;

import dev.baton.worker.attempt.TrainerFactory;
import dev.baton.worker.contract.TrainerContract;

class TinyTrainerTest extends TrainerContract {
  private final TrainerFactory factory = new TinyTrainerFactory();

  @Override
  protected TrainerFactory factory() {
    return factory;
  }

  @Override
  protected String request() {
    return """
        {"version":1,"type":"train","job":"spirals","task":"tiny","epochs":3,"batch":4,
         "hyp":{"steps":5,"step_millis":0}}
        """;
  }
}
