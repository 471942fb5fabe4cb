package dev.baton.common.checkpoint;

import dev.baton.common.messages.JobName;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All objects of a job in the store.
 *
 * @param log its entries, oldest first
 * @param others everything else: data that only entries give a meaning
 */
public record StoredJob(List<StoredObject> log, List<StoredObject> others) {

  /** Names of the jobs that the store has anything of. */
  public static SortedSet<String> names(ObjectStore store) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    for (StoredObject object : store.list(JobKeys.JOBS)) {
      String[] parts = object.key().split("/", 3);
      if (parts.length == 3 && JobName.problem(parts[1]).isEmpty()) {
        names.add(parts[1]);
      }
    }
    return names;
  }

  public static StoredJob list(ObjectStore store, String job) throws IOException {
    String prefix = new JobKeys(job).all();
    List<StoredObject> log = new ArrayList<>();
    List<StoredObject> others = new ArrayList<>();
    for (StoredObject object : store.list(prefix)) {
      (object.key().startsWith(prefix + "log/") ? log : others).add(object);
    }
    log.sort(Comparator.comparing(StoredObject::key));
    return new StoredJob(List.copyOf(log), List.copyOf(others));
  }

  public boolean isEmpty() {
    return log.isEmpty() && others.isEmpty();
  }

  public int objects() {
    return log.size() + others.size();
  }

  public long sizeBytes() {
    return log.stream().mapToLong(StoredObject::sizeBytes).sum()
        + others.stream().mapToLong(StoredObject::sizeBytes).sum();
  }

  /**
   * Deletes everything, entries first and the newest of them first. If we die on the way, the log
   * is still an earlier state of the job with all its data; after its last entry, the data are
   * garbage that nobody sees and that deleting again removes.
   */
  public void delete(ObjectStore store) throws IOException {
    for (StoredObject entry : log.reversed()) {
      store.delete(entry.key());
    }
    for (StoredObject object : others) {
      store.delete(object.key());
    }
  }
}
