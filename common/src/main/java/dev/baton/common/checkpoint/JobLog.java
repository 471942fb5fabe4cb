package dev.baton.common.checkpoint;

import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A job's numbered entries in the store: what is true about the job. First writer wins, so whoever
 * loses an append has been overtaken and reads who did it.
 */
public final class JobLog {
  /** More than that and it is no damage but another store. */
  private static final int MOST_MISSING = 100;

  private final ObjectStore store;
  private final JobKeys keys;

  public JobLog(ObjectStore store, String job) {
    this.store = store;
    this.keys = new JobKeys(job);
  }

  /** What became of an append. */
  public sealed interface AppendOutcome {
    /** The entry is in the log; readers see it from now on. */
    record Appended(long sequence) implements AppendOutcome {}

    /** Another entry has this sequence number; ours is not in the log and never will be. */
    record Lost(LogEntry winner) implements AppendOutcome {}
  }

  /**
   * Reads the whole log.
   *
   * @throws UnreadableLogException when there is one that this release cannot go by
   */
  public JobHistory read() throws IOException {
    return readOn(JobHistory.empty());
  }

  /**
   * Reads what was appended since {@code known} was read. A missing or damaged entry is {@link
   * LogEntry.Unreadable} in it, but for the last: without that the log is an earlier state of the
   * job.
   */
  public JobHistory readOn(JobHistory known) throws IOException {
    long begin = known.nextSequence();
    long end = begin;
    int found = 0;
    for (StoredObject object : store.list(keys.log())) {
      long sequence = sequence(object.key());
      if (sequence >= begin) {
        found++;
        end = Math.max(end, sequence + 1);
      }
    }
    if (end - begin - found > MOST_MISSING) {
      throw new UnreadableLogException(
          "The job's log below %s in %s lacks %d entries. Restore it from a backup of the store."
              .formatted(keys.log(), store, end - begin - found));
    }
    List<LogEntry> entries = new ArrayList<>(known.entries());
    List<String> newKeys = LongStream.range(begin, end).mapToObj(keys::entry).toList();
    entries.addAll(Parallel.map(newKeys, this::readEntry));
    return new JobHistory(entries);
  }

  private LogEntry readEntry(String key) throws IOException {
    try {
      return LogEntryCodec.decode(store.read(key), key);
    } catch (ObjectNotFoundException e) {
      return new LogEntry.Unreadable(key, "it is missing");
    }
  }

  /**
   * Puts {@code entry} at {@code sequence} unless another one is there.
   *
   * @throws IOException when the outcome is unknown: the entry may be in the log
   */
  public AppendOutcome append(long sequence, LogEntry entry) throws IOException {
    String key = keys.entry(sequence);
    if (store.createIfAbsent(key, LogEntryCodec.encode(entry))) {
      return new AppendOutcome.Appended(sequence);
    }
    LogEntry winner;
    try {
      winner = LogEntryCodec.decode(store.read(key), key);
    } catch (ObjectNotFoundException e) {
      throw new IOException("The store refused to create %s, but has none".formatted(key), e);
    }
    // Our own first try may have won before its reply was lost and it was repeated.
    boolean isOurs = winner.entryId().equals(entry.entryId());
    return isOurs ? new AppendOutcome.Appended(sequence) : new AppendOutcome.Lost(winner);
  }

  private long sequence(String key) {
    String name = key.substring(keys.log().length());
    return name.matches("\\d{10}\\.json") ? Long.parseLong(name.substring(0, 10)) : -1;
  }
}
