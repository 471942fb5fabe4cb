package dev.baton.scheduler.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.UUID;

/**
 * Turns what a browser asks for into requests of the scheduler. They are read and judged as those
 * of the command line.
 */
final class RequestApi {
  private final RequestDesk desk;

  RequestApi(RequestDesk desk) {
    this.desk = desk;
  }

  /** What a request was accepted as. */
  record Accepted(String requestId, String job) {}

  /** Starts a job; the body is a train request. */
  void train(Context request) throws IOException {
    send(request, "train", RequestBody.object(request));
  }

  /** A request of this type about the job in the path; the body has its other fields. */
  Handler steer(String type) {
    return request -> {
      ObjectNode fields = RequestBody.object(request);
      fields.put("job", request.pathParam("job"));
      send(request, type, fields);
    };
  }

  private void send(Context context, String type, ObjectNode fields) {
    fields.put("version", MessageCodec.VERSION).put("type", type);
    String id = UUID.randomUUID().toString();
    Request request;
    try {
      request = RequestReader.read(fields.toString().getBytes(UTF_8), id);
    } catch (MessageFormatException e) {
      throw ApiException.refused(e.problems());
    }
    desk.ask(request);
    FleetApi.answer(context.status(202), new Accepted(request.requestId(), request.job()));
  }
}
