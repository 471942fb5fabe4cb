package dev.baton.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import java.io.IOException;
import java.util.Optional;

/**
 * What a job's attempts said last of what they were doing. For people, when an attempt is lost;
 * nothing is decided by it.
 */
public final class LastWords {
  private final ObjectStore store;
  private final JobKeys keys;

  public LastWords(ObjectStore store, String job) {
    this.store = store;
    this.keys = new JobKeys(job);
  }

  /** Stores an attempt's words in place of its earlier ones. */
  public void put(String attemptId, String words) throws IOException {
    store.upload(keys.lastWords(attemptId), Content.of(words.getBytes(UTF_8)));
  }

  public Optional<String> find(String attemptId) throws IOException {
    try {
      return Optional.of(new String(store.read(keys.lastWords(attemptId)), UTF_8));
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    }
  }
}
