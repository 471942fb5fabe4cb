package dev.baton.scheduler.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Turns what a browser asks for into requests of the scheduler. They are read and judged as those
 * of the command line.
 */
final class RequestApi {
  private static final String NAME = "job";

  private final RequestDesk desk;
  private final JobLogs logs;
  private final FreshNames names;

  RequestApi(RequestDesk desk, JobLogs logs, FreshNames names) {
    this.desk = desk;
    this.logs = logs;
    this.names = names;
  }

  /** What a request was accepted as. */
  record Accepted(String requestId, String job) {}

  /** Starts a job; the body is a train request. Without a name it gets the next free one. */
  void train(Context request) throws IOException {
    ObjectNode fields = RequestBody.object(request);
    if (fields.hasNonNull(NAME)) {
      start(request, readTrain(fields));
      return;
    }
    readTrain(fields.deepCopy().put(NAME, "any")); // a name is for what can be read
    String name = names.take();
    try {
      start(request, readTrain(fields.put(NAME, name)));
    } catch (ApiException e) {
      if (!e.isTimeout()) { // else the request is kept, and the job may yet begin
        names.putBack(name);
      }
      throw e;
    }
  }

  /**
   * A name under which the store has a job that trains something else is refused, as by the command
   * line: a worker would only find that out later.
   */
  private void start(Context request, Request.Train train) {
    Optional<AttemptStarted> first =
        logs.hasStore()
            ? logs.fromStore(store -> new JobLog(store, train.job()).read().firstAttempt())
            : Optional.empty();
    if (first.filter(a -> !a.specDigest().equals(SpecDigest.of(train.spec()))).isPresent()) {
      throw ApiException.refused(
          List.of(
              "job \"%s\" is in the store already, with other options: take another name"
                  .formatted(train.job())));
    }
    send(request, train);
  }

  /** A request of this type about the job in the path; the body has its other fields. */
  Handler steer(String type) {
    return request -> {
      ObjectNode fields = RequestBody.object(request);
      fields.put(NAME, request.pathParam("job"));
      send(request, read(type, fields));
    };
  }

  private static Request.Train readTrain(ObjectNode fields) {
    return (Request.Train) read("train", fields);
  }

  private static Request read(String type, ObjectNode fields) {
    fields.put("version", MessageCodec.VERSION).put("type", type);
    String id = UUID.randomUUID().toString();
    try {
      return RequestReader.read(fields.toString().getBytes(UTF_8), id);
    } catch (MessageFormatException e) {
      throw ApiException.refused(e.problems());
    }
  }

  private void send(Context context, Request request) {
    desk.ask(request);
    FleetApi.answer(context.status(202), new Accepted(request.requestId(), request.job()));
  }
}
