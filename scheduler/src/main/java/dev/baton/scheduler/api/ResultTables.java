package dev.baton.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of results in a job's newest checkpoint: a row of numbers for each epoch. The last few
 * that were read stay in memory.
 */
final class ResultTables {
  private static final int MOST = 32;

  /** A damaged checkpoint has an older one before it that may be whole. */
  private static final int TRIES = 3;

  private final JobLogs logs;
  private final Map<String, JsonNode> kept = new LinkedHashMap<>(16, 0.75f, true);

  ResultTables(JobLogs logs) {
    this.logs = logs;
  }

  /**
   * {@code {"columns":[...],"rows":[[...]]}}, or missing where no checkpoint can be read.
   *
   * @throws ApiException when the store does not answer
   */
  JsonNode newest(String job, JobHistory history) {
    List<Numbered<Checkpointed>> candidates = history.chain().stream().limit(TRIES).toList();
    if (candidates.isEmpty()) {
      return MissingNode.getInstance();
    }
    String key = job + " " + candidates.getFirst().entry().entryId();
    JsonNode known = find(key);
    if (known != null) {
      return known;
    }
    JsonNode read = logs.fromStore(store -> read(new CheckpointStore(store, job), candidates));
    keep(key, read);
    return read;
  }

  private static JsonNode read(CheckpointStore store, List<Numbered<Checkpointed>> candidates)
      throws IOException {
    for (Numbered<Checkpointed> candidate : candidates) {
      try {
        byte[] state = store.loadFile(candidate.entry(), CheckpointStore.STATE);
        return Json.MAPPER.readTree(state).path("results");
      } catch (CheckpointDamagedException e) {
        continue; // `baton verify` tells of it; here an older one does as well
      }
    }
    return MissingNode.getInstance();
  }

  private synchronized JsonNode find(String key) {
    return kept.get(key);
  }

  private synchronized void keep(String key, JsonNode table) {
    kept.put(key, table);
    if (kept.size() > MOST) {
      Iterator<String> oldest = kept.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
