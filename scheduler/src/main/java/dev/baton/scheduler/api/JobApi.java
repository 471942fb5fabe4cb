package dev.baton.scheduler.api;

import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Checked;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.JobVerifier.Problem;
import dev.baton.common.messages.Event;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers what only a job's log in the store can answer. */
final class JobApi {
  private final FleetView view;
  private final JobLogs logs;
  private final ResultTables results;
  private final Function<String, Optional<Long>> takeovers;

  /**
   * @param takeovers milliseconds that the takeover by an attempt took, by its id
   */
  JobApi(FleetView view, JobLogs logs, Function<String, Optional<Long>> takeovers) {
    this.view = view;
    this.logs = logs;
    this.results = new ResultTables(logs);
    this.takeovers = takeovers;
  }

  /** Every attempt of a job. */
  record Attempts(List<AttemptRow> attempts) {}

  /** Every checkpoint of a job. */
  record Checkpoints(List<StoredCheckpoint> checkpoints) {}

  /**
   * What came of a check.
   *
   * @param state {@code verified}, {@code damaged} or {@code deleted}
   * @param why what is damaged
   */
  record Verified(String state, Optional<String> why) {}

  void curves(Context request) {
    KnownJob job = FleetApi.require(view, request);
    JobHistory history = logs.of(job);
    FleetApi.answer(
        request,
        Curves.of(
            job.state().job(),
            history,
            results.newest(job.state().job(), history),
            events(job),
            job.stepsPerEpoch()));
  }

  void attempts(Context request) {
    KnownJob job = FleetApi.require(view, request);
    JobHistory history = logs.of(job);
    AttemptEndings endings = new AttemptEndings(job.state(), history, events(job));
    FleetApi.answer(request, new Attempts(AttemptRow.all(history, endings, takeovers)));
  }

  void checkpoints(Context request) {
    KnownJob job = FleetApi.require(view, request);
    JobHistory history = logs.of(job);
    Set<Long> damaged =
        events(job).stream()
            .filter(Event.CheckpointDamaged.class::isInstance)
            .map(event -> ((Event.CheckpointDamaged) event).sequence())
            .collect(Collectors.toSet());
    List<StoredCheckpoint> rows =
        logs.fromStore(
            store -> {
              CheckpointStore checkpoints = new CheckpointStore(store, job.state().job());
              return StoredCheckpoint.all(history, checkpoints, checkpoints.storedKeys(), damaged);
            });
    FleetApi.answer(request, new Checkpoints(rows));
  }

  /** Reads a checkpoint through and compares it with its entry. */
  void verify(Context request) {
    KnownJob job = FleetApi.require(view, request);
    long sequence = Query.whole("sequence", request.pathParam("sequence"), 0, Integer.MAX_VALUE);
    JobHistory history = logs.of(job);
    if (history.checkpoint(sequence).isEmpty()) {
      throw ApiException.notFound(
          "Job %s has no checkpoint %d: see its list".formatted(job.state().job(), sequence));
    }
    Checked checked =
        logs.fromStore(
            store ->
                new JobVerifier(store, job.state().job(), history).verify(sequence, Depth.FILES));
    FleetApi.answer(request, verified(checked));
  }

  private static Verified verified(Checked checked) {
    Optional<String> why =
        checked.problems().isEmpty()
            ? Optional.empty()
            : Optional.of(
                checked.problems().stream()
                    .map(JobApi::sentence)
                    .collect(Collectors.joining("; ")));
    return switch (checked.condition()) {
      case WHOLE -> new Verified("verified", why);
      case RETIRED -> new Verified("deleted", why);
      case DAMAGED -> new Verified("damaged", why);
    };
  }

  private static String sentence(Problem problem) {
    return problem.file() + ": " + problem.why();
  }

  private List<Event> events(KnownJob job) {
    return view.events(job.state().job()).stream().map(EventShelf.Kept::event).toList();
  }
}
