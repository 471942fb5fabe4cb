package dev.baton.cli.jobs;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobKeys;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.UnreadableLogException;
import dev.baton.common.messages.JobName;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a job takes up in the store; with {@code --json} the fields of this record are the
 * documented shape.
 *
 * @param logBytes of its entries
 * @param dataBytes of checkpoints that entries name
 * @param unnamedBytes of data that no entry names: an upload that runs or that nobody finished
 * @param otherBytes of everything else, for example plots
 * @param retiredBytes of checkpoints whose data were deleted; they take up nothing any more
 */
record JobUsage(
    String job,
    int objects,
    long logBytes,
    long dataBytes,
    long unnamedBytes,
    long otherBytes,
    long retiredBytes) {

  long totalBytes() {
    return logBytes + dataBytes + unnamedBytes + otherBytes;
  }

  /**
   * Every job in the store.
   *
   * @param usages largest first
   * @param broken why the logs of other jobs cannot be read, by their names
   */
  record All(List<JobUsage> usages, Map<String, String> broken) {}

  /** What each job takes up whose log can be read. */
  static All all(ObjectStore store) throws IOException {
    Map<String, List<StoredObject>> jobs = new TreeMap<>();
    for (StoredObject object : store.list(JobKeys.JOBS)) {
      String[] parts = object.key().split("/", 3);
      if (parts.length == 3 && JobName.problem(parts[1]).isEmpty()) {
        jobs.computeIfAbsent(parts[1], job -> new ArrayList<>()).add(object);
      }
    }
    List<JobUsage> usages = new ArrayList<>();
    Map<String, String> broken = new TreeMap<>();
    for (Map.Entry<String, List<StoredObject>> job : jobs.entrySet()) {
      try {
        usages.add(of(store, job.getKey(), job.getValue()));
      } catch (UnreadableLogException e) {
        broken.put(job.getKey(), e.getMessage());
      }
    }
    usages.sort(Comparator.comparing(JobUsage::totalBytes).reversed());
    return new All(usages, broken);
  }

  /** One job; all zero when the store has nothing of it. */
  static JobUsage of(ObjectStore store, String job) throws IOException {
    return of(store, job, store.list(new JobKeys(job).all()));
  }

  private static JobUsage of(ObjectStore store, String job, List<StoredObject> objects)
      throws IOException {
    JobHistory history = new JobLog(store, job).read();
    CheckpointStore checkpoints = new CheckpointStore(store, job);
    Set<String> keys = new HashSet<>();
    objects.forEach(object -> keys.add(object.key()));
    long retired = 0;
    long named = 0;
    for (Numbered<Checkpointed> checkpoint : history.all(Checkpointed.class)) {
      long stored = checkpoints.storedBytes(checkpoint.entry(), keys);
      named += stored;
      retired += checkpoint.entry().totalBytes() - stored;
    }
    String prefix = new JobKeys(job).all();
    long log = bytesBelow(prefix + "log/", objects);
    long data = bytesBelow(prefix + "data/", objects);
    long all = bytesBelow(prefix, objects);
    return new JobUsage(
        job, objects.size(), log, named, Math.max(0, data - named), all - log - data, retired);
  }

  private static long bytesBelow(String prefix, List<StoredObject> objects) {
    return objects.stream()
        .filter(object -> object.key().startsWith(prefix))
        .mapToLong(StoredObject::sizeBytes)
        .sum();
  }

  static List<Line> table(List<JobUsage> usages) {
    Table table = new Table("JOB", "TOTAL", "DATA", "LOG", "UNNAMED", "OTHER", "RETIRED");
    for (JobUsage usage : usages) {
      table.add(
          usage.job,
          Quantities.bytes(usage.totalBytes()),
          Quantities.bytes(usage.dataBytes),
          Quantities.bytes(usage.logBytes),
          Quantities.bytes(usage.unnamedBytes),
          Quantities.bytes(usage.otherBytes),
          Quantities.bytes(usage.retiredBytes));
    }
    return table.lines();
  }
}
