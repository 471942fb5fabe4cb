package dev.baton.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Progress.StepProgress;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers what the topics alone can answer: the fleet, its jobs, its workers. */
final class FleetApi {
  private final FleetView view;
  private final Supplier<FleetSummary> summary;

  FleetApi(FleetView view, Supplier<FleetSummary> summary) {
    this.view = view;
    this.summary = summary;
  }

  void fleet(Context request) {
    answer(request, summary.get());
  }

  void jobs(Context request) {
    answer(request, JobQuery.of(new Query(request::queryParam)).page(view.jobRows()));
  }

  void workers(Context request) {
    answer(request, WorkerQuery.of(new Query(request::queryParam)).page(view.workerRows()));
  }

  void job(Context request) {
    KnownJob job = require(view, request);
    JobState state = job.state();
    Optional<StepProgress> progress = job.progress();
    ObjectNode answer = ApiJson.MAPPER.valueToTree(JobRow.of(job));
    answer.set("spec", shown(state.spec()));
    answer.put("stateDigest", state.stateDigest());
    answer.put("token", state.token());
    answer.put("attemptId", state.attemptId());
    answer.put("requestId", state.requestId());
    answer.set("losses", tree(progress.map(StepProgress::losses)));
    answer.set("metrics", ApiJson.MAPPER.valueToTree(state.metrics()));
    answer.set("learningRate", tree(progress.map(StepProgress::learningRate)));
    answer.set("uploadsInFlight", tree(progress.map(StepProgress::uploadsInFlight)));
    answer.put("commandLine", TrainCommandLine.of(state.job(), state.spec()));
    answer(request, answer);
  }

  /**
   * The job that the path names.
   *
   * @throws ApiException when there is none
   */
  static KnownJob require(FleetView view, Context request) {
    String name = request.pathParam("job");
    return view.job(name)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "There is no job %s: see the list of jobs".formatted(shortened(name))));
  }

  static void answer(Context request, Object value) {
    request.contentType("application/json").header("Cache-Control", "no-store");
    request.result(ApiJson.text(value));
  }

  /** A webhook's path lets whoever knows it send there. */
  private static ObjectNode shown(JobSpec spec) {
    ObjectNode shown = ApiJson.MAPPER.valueToTree(spec);
    spec.notifyUrl()
        .ifPresent(url -> shown.put("notify_url", TrainCommandLine.withoutSecrets(url.toString())));
    return shown;
  }

  private static String shortened(String name) {
    return name.length() <= 63 ? name : name.substring(0, 60) + "...";
  }

  private static JsonNode tree(Optional<?> value) {
    return ApiJson.MAPPER.valueToTree(value);
  }
}
