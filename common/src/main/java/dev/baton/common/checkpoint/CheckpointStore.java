package dev.baton.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.StoredFile;
import dev.baton.common.messages.Json;
import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The data of a job's checkpoints. Nothing uploaded here is visible before an entry of the {@link
 * JobLog} names it.
 */
public final class CheckpointStore {
  /** The part of a training's state that is no tensor, and its results. */
  public static final String STATE = "state.json";

  /** The lines that a state digest is made of. */
  public static final String DIGEST = "digest.txt";

  private static final String TENSORS = ".safetensors";

  private final ObjectStore store;
  private final JobKeys keys;

  public CheckpointStore(ObjectStore store, String job) {
    this.store = store;
    this.keys = new JobKeys(job);
  }

  /** What an upload left in the store. */
  public record Uploaded(List<StoredFile> files, StateDigest digest) {}

  /**
   * Uploads a snapshot under a key that only this attempt uses.
   *
   * @throws IOException when some of it may be missing; it is garbage then, and stays unseen
   */
  public Uploaded upload(String attemptId, int epoch, int step, Snapshot snapshot)
      throws IOException {
    String folder = keys.checkpoint(attemptId, epoch, step);
    StateDigest digest = StateDigest.of(snapshot);
    Map<String, Content> contents = new TreeMap<>();
    snapshot
        .files()
        .forEach(
            (name, tensors) -> contents.put(name + TENSORS, Safetensors.write(tensors, Map.of())));
    contents.put(STATE, Content.of(Json.canonical(snapshot.state()).getBytes(UTF_8)));
    contents.put(DIGEST, Content.of(digest.text().getBytes(UTF_8)));
    List<StoredFile> files =
        Parallel.map(
            List.copyOf(contents.entrySet()),
            content -> {
              store.upload(folder + content.getKey(), content.getValue());
              return new StoredFile(
                  content.getKey(), content.getValue().sizeBytes(), sha256(content.getValue()));
            });
    return new Uploaded(files, digest);
  }

  /**
   * Reads a checkpoint back, checking the size and SHA-256 of every file.
   *
   * @throws CheckpointDamagedException naming the file, when the data are not what was committed
   * @throws IOException when the store does not answer
   */
  public Snapshot load(Checkpointed entry) throws IOException, CheckpointDamagedException {
    return load(entry, () -> {});
  }

  /**
   * As above, telling of progress.
   *
   * @param fileRead is run after each file, by any thread
   */
  public Snapshot load(Checkpointed entry, Runnable fileRead)
      throws IOException, CheckpointDamagedException {
    String folder = keys.checkpoint(entry);
    List<Object> readings =
        Parallel.map(
            entry.files(),
            file -> {
              Object reading = readWhole(folder, file);
              fileRead.run();
              return reading;
            });
    Map<String, List<Tensor>> files = new TreeMap<>();
    ObjectNode state = null;
    for (int i = 0; i < readings.size(); i++) {
      if (readings.get(i) instanceof CheckpointDamagedException damage) {
        throw damage;
      }
      byte[] bytes = (byte[]) readings.get(i);
      String name = entry.files().get(i).name();
      try {
        if (name.equals(STATE)) {
          state = (ObjectNode) Json.MAPPER.readTree(bytes);
        } else if (name.endsWith(TENSORS)) {
          String file = name.substring(0, name.length() - TENSORS.length());
          files.put(file, Safetensors.read(ByteBuffer.wrap(bytes)));
        }
      } catch (IOException e) {
        throw new CheckpointDamagedException(folder + name, e);
      }
    }
    if (state == null) {
      throw new CheckpointDamagedException(folder + STATE, "the entry does not name it");
    }
    return new Snapshot(files, state);
  }

  /** One file of a checkpoint, checked. */
  public byte[] loadFile(Checkpointed entry, String name)
      throws IOException, CheckpointDamagedException {
    String folder = keys.checkpoint(entry);
    for (StoredFile file : entry.files()) {
      if (file.name().equals(name)) {
        Object reading = readWhole(folder, file);
        if (reading instanceof CheckpointDamagedException damage) {
          throw damage;
        }
        return (byte[]) reading;
      }
    }
    throw new CheckpointDamagedException(folder + name, "the entry does not name it");
  }

  /**
   * Reads one file of a checkpoint through and checks it as {@link #loadFile}, in little memory.
   */
  public void checkFile(Checkpointed entry, StoredFile file)
      throws IOException, CheckpointDamagedException {
    String key = keys.checkpoint(entry) + file.name();
    MessageDigest digest = Sha256.digest();
    long bytes;
    try (InputStream stream = new DigestInputStream(store.open(key), digest)) {
      bytes = stream.transferTo(OutputStream.nullOutputStream());
    } catch (ObjectNotFoundException e) {
      throw new CheckpointDamagedException(key, "it is missing");
    }
    Optional<String> damage = damage(file, bytes, Sha256.text(digest.digest()));
    if (damage.isPresent()) {
      throw new CheckpointDamagedException(key, damage.get());
    }
  }

  private static Optional<String> damage(StoredFile file, long sizeBytes, String sha256) {
    if (sizeBytes != file.sizeBytes()) {
      return Optional.of("it has %d bytes instead of %d".formatted(sizeBytes, file.sizeBytes()));
    }
    return sha256.equals(file.sha256())
        ? Optional.empty()
        : Optional.of("its SHA-256 is not that of its entry");
  }

  /**
   * Copies a checkpoint's data to the job of {@code target}, under the same attempt and place,
   * checking every file on the way.
   */
  public void copyTo(CheckpointStore target, Checkpointed entry)
      throws IOException, CheckpointDamagedException {
    for (StoredFile file : entry.files()) {
      Content content = Content.of(loadFile(entry, file.name()));
      target.store.upload(target.keys.checkpoint(entry) + file.name(), content);
    }
  }

  /** Deletes a checkpoint's data; its entry stays in the log. */
  public void delete(Checkpointed entry) throws IOException {
    String folder = keys.checkpoint(entry);
    Parallel.map(
        entry.files(),
        file -> {
          store.delete(folder + file.name());
          return null;
        });
  }

  /**
   * Deletes the data of older attempts that no entry of {@code history} names. Only for an attempt
   * that has started: by then the older ones can commit nothing any more. Attempts that {@code
   * history} does not know are left alone, since they may be younger: whoever stood still after its
   * start may find what its successor has committed meanwhile. Deletes nothing while an entry is
   * unreadable, since that one may have named the data.
   *
   * @return objects deleted
   */
  public int deleteOrphans(JobHistory history, String ownAttemptId) throws IOException {
    if (!history.all(LogEntry.Unreadable.class).isEmpty()) {
      return 0;
    }
    Set<String> named = new HashSet<>();
    history
        .all(Checkpointed.class)
        .forEach(checkpoint -> named.add(keys.checkpoint(checkpoint.entry())));
    Set<String> older = new HashSet<>();
    history
        .all(AttemptStarted.class)
        .forEach(attempt -> older.add(keys.data(attempt.entry().attemptId())));
    older.remove(keys.data(ownAttemptId));
    List<String> orphans = new ArrayList<>();
    for (StoredObject object : store.list(keys.data())) {
      String folder = folder(object.key());
      if (!named.contains(folder) && older.contains(folder(folder))) {
        orphans.add(object.key());
      }
    }
    Parallel.map(
        orphans,
        key -> {
          store.delete(key);
          return null;
        });
    return orphans.size();
  }

  /**
   * Whether all of the checkpoint is among {@code storedKeys}; retention deletes data, never
   * entries.
   */
  public boolean isStored(Checkpointed entry, Set<String> storedKeys) {
    String folder = keys.checkpoint(entry);
    return entry.files().stream().allMatch(file -> storedKeys.contains(folder + file.name()));
  }

  /** Size of those files of the checkpoint that are among {@code storedKeys}. */
  public long storedBytes(Checkpointed entry, Set<String> storedKeys) {
    String folder = keys.checkpoint(entry);
    return entry.files().stream()
        .filter(file -> storedKeys.contains(folder + file.name()))
        .mapToLong(StoredFile::sizeBytes)
        .sum();
  }

  /** Keys of every data object of the job. */
  public Set<String> storedKeys() throws IOException {
    Set<String> stored = new HashSet<>();
    store.list(keys.data()).forEach(object -> stored.add(object.key()));
    return stored;
  }

  /** What {@code key} lies in, with a slash at its end; so does that of a folder. */
  private static String folder(String key) {
    return key.substring(0, key.lastIndexOf('/', key.length() - 2) + 1);
  }

  /** The bytes, or the damage as a value, since {@link Parallel} carries I/O errors only. */
  private Object readWhole(String folder, StoredFile file) throws IOException {
    String key = folder + file.name();
    byte[] bytes;
    try {
      bytes = store.read(key);
    } catch (ObjectNotFoundException e) {
      return new CheckpointDamagedException(key, "it is missing");
    }
    Optional<String> damage = damage(file, bytes.length, Sha256.hex(bytes));
    return damage.isPresent() ? new CheckpointDamagedException(key, damage.get()) : bytes;
  }

  private static String sha256(Content content) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream stream = new DigestInputStream(content.open(), digest)) {
      stream.transferTo(OutputStream.nullOutputStream());
    }
    return Sha256.text(digest.digest());
  }
}
