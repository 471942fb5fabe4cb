package dev.baton.cli.curves;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.baton.cli.jobs.ResultsTable;
import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.Handover;
import dev.baton.common.checkpoint.Handovers;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Json;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is drawn of a job; with {@code --json} the fields of this record are the documented shape.
 *
 * @param columns what there are curves of, by the names of results.csv
 * @param epochs the finished ones, each once, however often it was trained
 * @param handovers on the path of the newest branch
 * @param checkpoints on that path, oldest first
 */
record JobCurves(
    String job,
    List<String> columns,
    List<Epoch> epochs,
    List<Passing> handovers,
    List<Tick> checkpoints) {

  private static final String STATE = "state.json";
  private static final String EPOCH = "epoch";

  /**
   * @param epoch counted from 1
   * @param at when its checkpoint was committed, where the log says so
   * @param metrics by column; numbers that are none are left out
   */
  record Epoch(int epoch, Optional<Instant> at, Map<String, Double> metrics) {}

  /**
   * A handover.
   *
   * @param position {@code epoch}, and the part of the running epoch that {@code step} is
   */
  record Passing(
      int epoch,
      int step,
      double position,
      Instant at,
      String kind,
      String fromWorker,
      String toWorker,
      @JsonIgnore Handover.Kind reason) {}

  /** A checkpoint; {@code sequence} is the number of its entry in the log. */
  record Tick(int epoch, int step, double position, long sequence, Instant at) {}

  /**
   * Reads the job's newest whole checkpoint and its log.
   *
   * @param events of the job, as far as they are kept
   * @param stepsPerEpoch as its worker tells it; else it is taken from what the log has seen
   */
  static JobCurves read(
      ObjectStore store,
      String job,
      JobHistory history,
      List<Event> events,
      OptionalInt stepsPerEpoch)
      throws IOException {
    Steps steps = new Steps(stepsPerEpoch.orElse(mostSteps(history) + 1));
    ResultsTable results = results(new CheckpointStore(store, job), history);
    List<String> columns = results.columns().stream().filter(name -> !name.equals(EPOCH)).toList();
    return new JobCurves(
        job,
        columns,
        epochs(results, history.epochEnds()),
        Handovers.of(history, events).stream().map(steps::passing).toList(),
        history.chain().reversed().stream().map(steps::tick).toList());
  }

  /**
   * The values of a column and the epochs after which they hold.
   *
   * @return two arrays of equal length
   */
  double[][] values(List<String> summedColumns) {
    List<Epoch> known =
        epochs.stream().filter(e -> e.metrics.keySet().containsAll(summedColumns)).toList();
    return new double[][] {
      known.stream().mapToDouble(Epoch::epoch).toArray(),
      known.stream()
          .mapToDouble(e -> summedColumns.stream().mapToDouble(e.metrics::get).sum())
          .toArray()
    };
  }

  private static int mostSteps(JobHistory history) {
    return history.chain().stream().mapToInt(link -> link.entry().step()).max().orElse(0);
  }

  private static ResultsTable results(CheckpointStore checkpoints, JobHistory history)
      throws IOException {
    Set<String> stored = checkpoints.storedKeys();
    for (Numbered<Checkpointed> link : history.chain()) {
      if (!checkpoints.isStored(link.entry(), stored)) {
        continue; // retired, as most are
      }
      try {
        byte[] state = checkpoints.loadFile(link.entry(), STATE);
        return ResultsTable.of(Json.MAPPER.readTree(state).path("results"));
      } catch (CheckpointDamagedException e) {
        continue; // an older one has a part of the same numbers
      }
    }
    return new ResultsTable(List.of(), List.of());
  }

  private static List<Epoch> epochs(ResultsTable results, Map<Integer, Instant> ends) {
    int epochColumn = results.columns().indexOf(EPOCH);
    Stream<double[]> rows = epochColumn < 0 ? Stream.empty() : results.numbers().stream();
    return rows.map(
            row -> {
              int epoch = (int) row[epochColumn] + 1;
              Map<String, Double> metrics = new LinkedHashMap<>();
              for (int i = 0; i < row.length; i++) {
                if (i != epochColumn && Double.isFinite(row[i])) {
                  metrics.put(results.columns().get(i), row[i]);
                }
              }
              return new Epoch(epoch, Optional.ofNullable(ends.get(epoch)), metrics);
            })
        .toList();
  }

  private record Steps(int perEpoch) {
    double position(int epoch, int step) {
      return epoch + Math.min(1, (double) step / perEpoch);
    }

    Passing passing(Handover handover) {
      return new Passing(
          handover.epoch(),
          handover.step(),
          position(handover.epoch(), handover.step()),
          handover.at(),
          handover.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
          handover.fromWorker(),
          handover.toWorker(),
          handover.kind());
    }

    Tick tick(Numbered<Checkpointed> link) {
      Checkpointed entry = link.entry();
      return new Tick(
          entry.epoch(),
          entry.step(),
          position(entry.epoch(), entry.step()),
          link.sequence(),
          entry.at());
    }
  }
}
