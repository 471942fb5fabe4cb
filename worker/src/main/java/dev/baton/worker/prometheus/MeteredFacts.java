package dev.baton.worker.prometheus;

import dev.baton.common.messages.Event;
import dev.baton.worker.attempt.AttemptSignals;
import dev.baton.worker.attempt.FactSink;

/** Counts what attempts report, and hands it on. */
public record MeteredFacts(FactSink facts, WorkerMetrics metrics) implements FactSink {

  @Override
  public void report(Event fact) {
    switch (fact) {
      case Event.AttemptStarted e -> metrics.attemptStarted();
      case Event.AttemptEnded e -> metrics.attemptEnded(e.reason());
      case Event.JobFinished e -> metrics.jobEnded("finished");
      case Event.JobFailed e -> metrics.jobEnded("failed");
      case Event.JobCancelled e -> metrics.jobEnded("cancelled");
      default -> {} // nothing that a worker begins or ends
    }
    facts.report(fact);
  }

  @Override
  public boolean awaitStored(AttemptSignals signals) {
    return facts.awaitStored(signals);
  }
}
