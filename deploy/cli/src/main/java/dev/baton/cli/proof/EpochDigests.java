package dev.baton.cli.proof;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job's log and store say of its epochs.
 *
 * @param digests of the states at the ends of epochs, by the number of epochs finished. Such a
 *     state is weights, averages, optimizer buffers, counters, and the rows of results.csv so far
 * @param problems damaged checkpoints, broken entries, epochs with two digests
 */
record EpochDigests(String job, SortedMap<Integer, String> digests, List<String> problems) {

  /** Reads the log, and computes the digest of every stored checkpoint anew from its tensors. */
  static EpochDigests read(ObjectStore store, String job) throws IOException {
    JobHistory history = new JobLog(store, job).read();
    SortedMap<Integer, String> digests = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (Numbered<Checkpointed> checkpoint : history.all(Checkpointed.class)) {
      Checkpointed entry = checkpoint.entry();
      String earlier =
          entry.isEpochEnd() ? digests.putIfAbsent(entry.epoch(), entry.stateDigest()) : null;
      if (earlier != null && !earlier.equals(entry.stateDigest())) {
        problems.add(
            "%s, epoch %d: %s, and trained again %s"
                .formatted(job, entry.epoch(), earlier, entry.stateDigest()));
      }
    }
    new JobVerifier(store, job, history)
        .verify(Depth.TENSORS).stream()
            .filter(checked -> checked.condition() == Condition.DAMAGED)
            .flatMap(checked -> checked.problems().stream())
            .forEach(problem -> problems.add("%s: %s".formatted(problem.file(), problem.why())));
    return new EpochDigests(job, digests, List.copyOf(problems));
  }

  /** In what this job is not as {@code unbroken}: epochs that are missing or other, and damage. */
  List<String> differencesTo(EpochDigests unbroken) {
    List<String> differences = new ArrayList<>(problems);
    for (Map.Entry<Integer, String> wanted : unbroken.digests().entrySet()) {
      String digest = digests.getOrDefault(wanted.getKey(), "nothing");
      if (!digest.equals(wanted.getValue())) {
        differences.add(
            "%s, epoch %d: %s instead of %s"
                .formatted(job, wanted.getKey(), digest, wanted.getValue()));
      }
    }
    return differences;
  }
}
