package dev.baton.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.common.checkpoint.Handover.Kind;
import dev.baton.common.checkpoint.LogEntry.AttemptEnded;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.checkpoint.LogEntry.Ending;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandoversTest {
  private static final Instant AT = Instant.parse("2026-01-01T10:00:00Z");

  private final List<LogEntry> entries = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  @Test
  void anAttemptThatSaidNothingOfItsEndWasKilled() {
    start("a", 1, "w1");
    checkpoint("a", 2, 7, Optional.empty());
    start("b", 1, "w2");
    assertThat(handovers()).containsExactly(new Handover(Kind.KILLED, 2, 7, AT, 2, "w1", "w2"));
  }

  @Test
  void whereTheEventsAreGoneItIsOnlyKnownToBeLost() {
    start("a", 1, "w1");
    start("b", 1, "w2");
    events.clear();
    assertThat(kinds()).containsExactly(Kind.LOST);
  }

  @Test
  void eventsSayWhatTheLogKeepsQuietOf() {
    start("a", 1, "w1");
    end("a", EndReason.HUNG);
    start("b", 1, "w2");
    end("b", EndReason.HANDED_BACK);
    start("c", 1, "w1");
    end("c", EndReason.LEASE_LOST);
    start("d", 1, "w2");
    assertThat(kinds()).containsExactly(Kind.HUNG, Kind.DRAINED, Kind.LOST);
  }

  @Test
  void theLogAloneKnowsPausesAndYields() {
    start("a", 1, "w1");
    entries.add(new AttemptEnded("e", "a", Ending.PAUSED, "on request", AT));
    start("b", 2, "w1");
    entries.add(new AttemptEnded("e", "b", Ending.YIELDED, "others wait", AT));
    start("c", 3, "w1");
    events.clear();
    assertThat(kinds()).containsExactly(Kind.PAUSED, Kind.YIELDED);
  }

  @Test
  void aWorkerThatGoesOnByItsNextCommandHandsNothingOver() {
    start("a", 1, "w1");
    checkpoint("a", 1, 0, Optional.empty());
    end("a", EndReason.DONE);
    start("b", 2, "w1");
    checkpoint("b", 2, 0, Optional.of(1L));
    end("b", EndReason.DONE);
    start("c", 3, "w2");
    assertThat(kinds()).containsExactly(Kind.PASSED_ON);
    events.clear();
    assertThat(kinds()).containsExactly(Kind.PASSED_ON);
  }

  @Test
  void whatABranchLeftBehindIsNotOnThePath() {
    start("a", 1, "w1");
    checkpoint("a", 1, 0, Optional.empty());
    start("b", 1, "w2"); // at epoch 1: stays
    checkpoint("b", 2, 0, Optional.of(1L));
    start("c", 1, "w1"); // at epoch 2: left behind
    entries.add(new Closed("e", "c", Outcome.CANCELLED, "", AT));
    start("d", 2, "w2", Optional.of(new Branch(1, Optional.of(1L), "r")));
    entries.add(new Closed("e", "d", Outcome.FINISHED, "", AT));
    start("e", 3, "w1", Optional.of(new Branch(2, Optional.empty(), "r")));
    assertThat(handovers())
        .extracting(Handover::kind, Handover::epoch)
        .containsExactly(tuple(Kind.KILLED, 1), tuple(Kind.REWOUND, 1), tuple(Kind.REOPENED, 1));
  }

  private List<Handover> handovers() {
    return Handovers.of(new JobHistory(entries), events);
  }

  private List<Kind> kinds() {
    return handovers().stream().map(Handover::kind).toList();
  }

  private void start(String attempt, int command, String worker) {
    start(attempt, command, worker, Optional.empty());
  }

  private void start(String attempt, int command, String worker, Optional<Branch> branch) {
    events.add(
        new Event.AttemptStarted(
            "exp1", command, attempt, worker, entries.size(), "cpu", 0, 0, Optional.empty(), AT));
    entries.add(
        new AttemptStarted(
            "e", attempt, command, worker, "cpu", "spec", TinySpec.of(""), branch, AT));
  }

  private void end(String attempt, EndReason reason) {
    events.add(new Event.AttemptEnded("exp1", 1, attempt, "w", reason, 0, 0, "", AT));
  }

  private void checkpoint(String attempt, int epoch, int step, Optional<Long> parent) {
    entries.add(
        new Checkpointed(
            "e",
            attempt,
            epoch,
            step,
            parent,
            List.of(),
            "digest",
            Map.of(),
            Optional.empty(),
            AT));
  }
}
