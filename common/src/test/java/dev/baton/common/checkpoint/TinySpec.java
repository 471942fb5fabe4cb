package dev.baton.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;

/** What a job of the task {@code tiny} trains. */
final class TinySpec {
  private TinySpec() {}

  /**
   * @param options more of its request: {@code ,"save_period":3} or nothing
   */
  static JobSpec of(String options) {
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"exp1\",\"task\":\"tiny\"%s}"
            .formatted(options);
    try {
      return ((Request.Train) RequestReader.read(request.getBytes(UTF_8), "r")).spec();
    } catch (MessageFormatException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
