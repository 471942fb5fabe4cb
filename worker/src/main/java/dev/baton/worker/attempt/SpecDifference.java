package dev.baton.worker.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.TrainEpochs;
import java.util.ArrayList;
import java.util.List;

/** Says in which fields a command asks for another training than the stored log of its job. */
final class SpecDifference {
  private SpecDifference() {}

  static String describe(AttemptStarted first, TrainEpochs command) {
    JsonNode stored = Json.MAPPER.valueToTree(first.spec());
    JsonNode asked = Json.MAPPER.valueToTree(command.spec());
    List<String> differences = new ArrayList<>();
    for (var field : asked.properties()) {
      JsonNode before = stored.path(field.getKey());
      if (!before.equals(field.getValue())) {
        differences.add("%s was %s, is %s".formatted(field.getKey(), before, field.getValue()));
      }
    }
    return "the store already holds a job \"%s\" with another spec (%s): use another name, or `baton rm %s` first"
        .formatted(command.job(), String.join("; ", differences), command.job());
  }
}
