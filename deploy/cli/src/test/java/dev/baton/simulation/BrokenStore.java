package dev.baton.simulation;

import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.messages.Event;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.FactSink;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A worker's way to the store with one mistake in it. */
record BrokenStore(Breakage breakage, StoreClient honest, FactSink facts) implements ObjectStore {
  private static final String ONLY_ENTRY = "jobs/any/log/0000000000.json";

  @Override
  public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
    LogEntry entry = decode(bytes);
    switch (breakage) {
      case NO_CONDITIONAL_WRITE -> {
        honest.overwrite(key, bytes);
        return true;
      }
      case NO_FENCING -> {
        return createSomewhere(key, bytes);
      }
      case REPORTED_BEFORE_COMMIT -> {
        if (entry instanceof Closed closed && closed.outcome() == LogEntry.Outcome.FINISHED) {
          facts.report(new Event.JobFinished(job(key), 0, 0, "", Map.of(), closed.at()));
        }
      }
      case DELETED_ON_UNKNOWN -> {
        try {
          return honest.createIfAbsent(key, bytes);
        } catch (IOException unknown) {
          if (entry instanceof Checkpointed checkpoint) {
            deleteData(key, checkpoint);
          }
          throw unknown;
        }
      }
      case ONLY_NEWEST_KEPT -> {
        boolean isNew = honest.createIfAbsent(key, bytes);
        if (isNew && entry instanceof Checkpointed checkpoint) {
          deleteOlder(key, checkpoint);
        }
        return isNew;
      }
      case BRANCH_POINTS_FORGOTTEN -> {
        boolean isNew = honest.createIfAbsent(key, bytes);
        if (isNew && entry instanceof Checkpointed) {
          deleteBranchPoints(key);
        }
        return isNew;
      }
      case BRANCH_UNNAMED -> {
        return honest.createIfAbsent(key, withoutBranch(entry, bytes));
      }
      default -> {}
    }
    return honest.createIfAbsent(key, bytes);
  }

  /** As if the entry had got the number that it was meant to have. */
  private boolean createSomewhere(String key, byte[] bytes) throws IOException {
    int digits = key.length() - "0000000000.json".length();
    long sequence = Long.parseLong(key.substring(digits, digits + 10));
    while (!honest.createIfAbsent(
        "%s%010d.json".formatted(key.substring(0, digits), sequence), bytes)) {
      sequence++;
    }
    return true;
  }

  private void deleteData(String key, Checkpointed checkpoint) throws IOException {
    for (LogEntry.StoredFile file : checkpoint.files()) {
      honest.delete(Promises.folder(job(key), checkpoint) + file.name());
    }
  }

  private void deleteBranchPoints(String key) throws IOException {
    for (Numbered<Checkpointed> point : honest.world().promises.history(job(key)).branchPoints()) {
      deleteData(key, point.entry());
    }
  }

  private static byte[] withoutBranch(LogEntry entry, byte[] bytes) throws IOException {
    if (!(entry instanceof LogEntry.AttemptStarted started) || started.branch().isEmpty()) {
      return bytes;
    }
    SimulatedStore alone = new SimulatedStore();
    new JobLog(alone, "any")
        .append(
            0,
            new LogEntry.AttemptStarted(
                started.entryId(),
                started.attemptId(),
                started.commandNumber(),
                started.worker(),
                started.numerics(),
                started.specDigest(),
                started.spec(),
                Optional.empty(),
                started.at()));
    return alone.find(ONLY_ENTRY).orElseThrow();
  }

  private void deleteOlder(String key, Checkpointed newest) throws IOException {
    String kept = Promises.folder(job(key), newest);
    for (StoredObject object : honest.list("jobs/" + job(key) + "/data/")) {
      if (!object.key().startsWith(kept)) {
        honest.delete(object.key());
      }
    }
  }

  @Override
  public void upload(String key, Content content) throws IOException {
    if (breakage == Breakage.COMMITTED_BEFORE_UPLOADED) {
      honest.uploadWithoutWaiting(key, content);
    } else {
      honest.upload(key, content);
    }
  }

  private static String job(String key) {
    return key.split("/")[1];
  }

  private static LogEntry decode(byte[] bytes) throws IOException {
    SimulatedStore alone = new SimulatedStore();
    alone.put(ONLY_ENTRY, bytes);
    return new JobLog(alone, "any").read().entries().getFirst();
  }

  @Override
  public byte[] read(String key) throws IOException {
    return honest.read(key);
  }

  @Override
  public List<StoredObject> list(String prefix) throws IOException {
    return honest.list(prefix);
  }

  @Override
  public void delete(String key) throws IOException {
    honest.delete(key);
  }

  @Override
  public void close() {}
}
