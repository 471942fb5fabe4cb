package dev.baton.scheduler.api;

import dev.baton.common.checkpoint.StoredJob;
import dev.baton.common.messages.Request;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Forgets an ended job and deletes its objects, in the same order as {@code baton rm}. */
final class RemovalApi {
  private final FleetView view;
  private final RequestDesk desk;
  private final JobLogs logs;

  RemovalApi(FleetView view, RequestDesk desk, JobLogs logs) {
    this.view = view;
    this.desk = desk;
    this.logs = logs;
  }

  /** The scheduler is asked first; a job that it does not let go keeps its objects. */
  void remove(Context request) {
    KnownJob job = FleetApi.require(view, request);
    String name = job.state().job();
    if (!job.state().status().isEnd()) {
      throw ApiException.refused(
          List.of(
              "job %s is %s: cancel it first"
                  .formatted(name, job.state().status().name().toLowerCase(Locale.ROOT))));
    }
    // Listed before it is asked for: who cannot reach the store shall not forget the job.
    StoredJob stored = logs.fromStore(store -> StoredJob.list(store, name));
    Request.Remove removal = new Request.Remove(name, UUID.randomUUID().toString());
    desk.ask(removal);
    logs.fromStore(
        store -> {
          stored.delete(store);
          return stored;
        });
    FleetApi.answer(
        request.status(202), new RequestApi.Accepted(removal.requestId(), removal.job()));
  }
}
