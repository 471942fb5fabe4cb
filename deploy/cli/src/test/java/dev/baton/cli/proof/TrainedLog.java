package dev.baton.cli.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Entries of a job's log. */
final class TrainedLog {
  private TrainedLog() {}

  static AttemptStarted started(String attempt, int command) {
    return new AttemptStarted(
        newId(),
        attempt,
        command,
        "w1",
        "java/strict",
        "digest",
        spec(),
        Optional.empty(),
        Instant.EPOCH);
  }

  static Checkpointed checkpoint(String attempt, int epoch, int step, String digest) {
    return checkpoint(attempt, epoch, step, digest, Optional.empty());
  }

  /**
   * @param parent sequence number of the checkpoint before it
   */
  static Checkpointed checkpoint(
      String attempt, int epoch, int step, String digest, Optional<Long> parent) {
    return new Checkpointed(
        newId(),
        attempt,
        epoch,
        step,
        parent,
        List.of(),
        digest,
        Map.of(),
        Optional.empty(),
        Instant.EPOCH);
  }

  private static JobSpec spec() {
    String json =
        """
        {"version":1,"type":"train","job":"exp1","task":"tiny","pool":"gpus","epochs":4}
        """;
    try {
      return ((Request.Train) RequestReader.read(json.strip().getBytes(UTF_8), newId())).spec();
    } catch (MessageFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
