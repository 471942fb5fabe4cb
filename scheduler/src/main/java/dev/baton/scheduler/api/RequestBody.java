package dev.baton.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.Json;
import io.javalin.http.Context;
import java.io.IOException;

/** What was sent with a request. */
final class RequestBody {
  /** As much as a request to the scheduler may have; a model inlined as YAML has some 10 kB. */
  private static final int MOST_BYTES = 256 << 10;

  private RequestBody() {}

  /**
   * Reads a JSON object.
   *
   * @throws ApiException when it is none
   */
  static ObjectNode object(Context request) throws IOException {
    byte[] bytes = request.req().getInputStream().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw ApiException.badRequest("The request is too long: send at most 256 KiB");
    }
    try {
      JsonNode json = Json.MAPPER.readTree(bytes);
      if (json instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      // told below
    }
    throw ApiException.badRequest(
        "The body is no JSON object: send one, {} if nothing is to be said");
  }
}
