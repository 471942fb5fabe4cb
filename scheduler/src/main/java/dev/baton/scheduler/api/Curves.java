package dev.baton.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.checkpoint.Handover;
import dev.baton.common.checkpoint.Handovers;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Branch;
import dev.baton.common.messages.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a job's training went, epoch by epoch, and where it was handed over.
 *
 * @param columns names of the metrics, as in {@code results.csv}
 */
record Curves(
    String job,
    List<String> columns,
    List<EpochRow> epochs,
    List<HandoverMark> handovers,
    List<CheckpointMark> checkpoints,
    List<BranchMark> branches) {

  private static final String EPOCH = "epoch";

  /**
   * An epoch.
   *
   * @param epoch counted from 1
   * @param at when its checkpoint was committed; empty where that is not on the path any more, as
   *     for attempt and worker
   */
  record EpochRow(
      int epoch,
      Optional<Instant> at,
      Optional<String> attemptId,
      Optional<String> worker,
      Map<String, Double> metrics) {}

  /**
   * @param kind {@code killed}, {@code hung}, {@code lost}, {@code drained}, {@code gave up},
   *     {@code paused}, {@code yielded}, {@code passed on}, {@code reopened} or {@code rewound}
   */
  record HandoverMark(
      int epoch,
      int step,
      double position,
      Instant at,
      String kind,
      String fromWorker,
      String toWorker) {}

  record CheckpointMark(int epoch, int step, double position, long sequence, Instant at) {}

  /**
   * @param fromSequence the checkpoint that it went back to, if it did
   */
  record BranchMark(int branch, Optional<Long> fromSequence, Instant at) {}

  /**
   * @param results of the newest checkpoint: {@code {"columns":[…],"rows":[[…]]}}, or missing
   * @param events of this job, as far as they are known
   */
  static Curves of(
      String job,
      JobHistory history,
      JsonNode results,
      List<Event> events,
      OptionalInt stepsPerEpoch) {
    List<Numbered<Checkpointed>> chain = history.chain().reversed();
    List<EpochRow> epochs = epochs(history, chain, results);
    return new Curves(
        job,
        columns(results, epochs),
        epochs,
        Handovers.of(history, events).stream().map(h -> mark(h, stepsPerEpoch)).toList(),
        chain.stream().map(c -> mark(c, stepsPerEpoch)).toList(),
        branches(history));
  }

  private static List<String> columns(JsonNode results, List<EpochRow> epochs) {
    Set<String> columns = new TreeSet<>();
    epochs.forEach(row -> columns.addAll(row.metrics().keySet()));
    List<String> named = new ArrayList<>();
    results.path("columns").forEach(column -> named.add(column.asText()));
    named.retainAll(columns);
    columns.removeAll(new HashSet<>(named));
    named.addAll(columns);
    return named;
  }

  /** From the table in the newest checkpoint, else from what each epoch's entry says. */
  private static List<EpochRow> epochs(
      JobHistory history, List<Numbered<Checkpointed>> chain, JsonNode results) {
    Map<String, String> workers = history.workers();
    Map<Integer, Checkpointed> ends = new HashMap<>();
    chain.stream()
        .map(Numbered::entry)
        .filter(Checkpointed::isEpochEnd)
        .forEach(entry -> ends.put(entry.epoch(), entry));
    Map<Integer, Map<String, Double>> metrics = new LinkedHashMap<>();
    if (results.path("rows").isEmpty()) {
      ends.values().stream()
          .sorted((a, b) -> Integer.compare(a.epoch(), b.epoch()))
          .filter(entry -> !entry.metrics().isEmpty())
          .forEach(entry -> metrics.put(entry.epoch(), entry.metrics()));
    } else {
      readRows(results, metrics);
    }
    return metrics.entrySet().stream()
        .map(
            row -> {
              Optional<Checkpointed> end = Optional.ofNullable(ends.get(row.getKey()));
              return new EpochRow(
                  row.getKey(),
                  end.map(Checkpointed::at),
                  end.map(Checkpointed::attemptId),
                  end.map(entry -> workers.getOrDefault(entry.attemptId(), "?")),
                  row.getValue());
            })
        .toList();
  }

  /** The table counts epochs from 0, as the reference does. */
  private static void readRows(JsonNode results, Map<Integer, Map<String, Double>> metrics) {
    for (JsonNode row : results.path("rows")) {
      Map<String, Double> values = new LinkedHashMap<>();
      int epoch = metrics.size() + 1;
      for (int i = 0; i < row.size(); i++) {
        String column = results.path("columns").path(i).asText();
        if (column.equals(EPOCH)) {
          epoch = row.get(i).asInt() + 1;
        } else if (row.get(i).isNumber()) {
          values.put(column, row.get(i).doubleValue());
        }
      }
      metrics.put(epoch, Collections.unmodifiableMap(values));
    }
  }

  private static HandoverMark mark(Handover handover, OptionalInt stepsPerEpoch) {
    return new HandoverMark(
        handover.epoch(),
        handover.step(),
        new JobPosition(handover.epoch(), handover.step()).inEpochs(stepsPerEpoch),
        handover.at(),
        handover.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        handover.fromWorker(),
        handover.toWorker());
  }

  private static CheckpointMark mark(Numbered<Checkpointed> checkpoint, OptionalInt stepsPerEpoch) {
    Checkpointed entry = checkpoint.entry();
    return new CheckpointMark(
        entry.epoch(),
        entry.step(),
        new JobPosition(entry.epoch(), entry.step()).inEpochs(stepsPerEpoch),
        checkpoint.sequence(),
        entry.at());
  }

  private static List<BranchMark> branches(JobHistory history) {
    Map<Integer, BranchMark> branches = new LinkedHashMap<>();
    for (Numbered<AttemptStarted> attempt : history.all(AttemptStarted.class)) {
      AttemptStarted started = attempt.entry();
      branches.putIfAbsent(
          started.branchNumber(),
          new BranchMark(
              started.branchNumber(), started.branch().flatMap(Branch::from), started.at()));
    }
    return List.copyOf(branches.values());
  }
}
