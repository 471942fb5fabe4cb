package dev.baton.common.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.dataset.DatasetReference.Named;
import dev.baton.common.dataset.DatasetReference.Pinned;
import dev.baton.common.messages.DidYouMean;
import dev.baton.common.messages.Json;
import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The data sets of a store and their names. A set never changes under its digest; a name is an
 * object that is overwritten when it is given to another set, and the last writer wins.
 */
public final class PushedDatasets {
  private static final int VERSION = 1;

  private final ObjectStore store;

  public PushedDatasets(ObjectStore store) {
    this.store = store;
  }

  /** The set with this digest, if it is there as a whole. */
  public Optional<DatasetManifest> find(String digest) throws IOException {
    String key = DatasetKeys.manifest(digest);
    try {
      return Optional.of(DatasetManifest.decode(store.read(key), key));
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Every set that is there as a whole, by its digest. */
  public SortedMap<String, DatasetManifest> all() throws IOException {
    SortedMap<String, DatasetManifest> sets = new TreeMap<>();
    for (StoredObject object : store.list(DatasetKeys.SETS)) {
      String key = object.key();
      if (DatasetKeys.isManifest(key)) {
        DatasetManifest manifest = DatasetManifest.decode(store.read(key), key);
        sets.put(manifest.digest(), manifest);
      }
    }
    return sets;
  }

  /** What lies below each digest, whole sets or not, in bytes. */
  public SortedMap<String, Long> storedBytes() throws IOException {
    SortedMap<String, Long> bytes = new TreeMap<>();
    for (StoredObject object : store.list(DatasetKeys.SETS)) {
      String digest = object.key().substring(DatasetKeys.SETS.length()).replaceFirst("/.*", "");
      bytes.merge(digest, object.sizeBytes(), Long::sum);
    }
    return bytes;
  }

  /** The digest that each name points to now; what else lies among the names is none of ours. */
  public SortedMap<String, String> names() throws IOException {
    SortedMap<String, String> names = new TreeMap<>();
    for (StoredObject object : store.list(DatasetKeys.NAMES)) {
      Optional<Named> name = DatasetKeys.nameIn(object.key());
      if (name.isPresent()) {
        find(name.get()).ifPresent(pinned -> names.put(name.get().name(), pinned.digest()));
      }
    }
    return names;
  }

  /** The set that a name points to now. */
  public Optional<Pinned> find(Named name) throws IOException {
    String key = DatasetKeys.name(name.name());
    try {
      JsonNode json = Json.MAPPER.readTree(store.read(key));
      return Optional.of(new Pinned(json.path("digest").asText()));
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    } catch (IllegalArgumentException | JsonProcessingException e) {
      throw new IOException(
          "Cannot read the name %s: %s. Push its set again (baton data push DATA --name %s)"
              .formatted(key, e.getMessage(), name.name()),
          e);
    }
  }

  /** Lets {@code name} point to a set from now on. */
  public void name(Named name, String digest, Instant at) throws IOException {
    String json =
        Json.MAPPER
            .createObjectNode()
            .put("version", VERSION)
            .put("digest", digest)
            .put("at", at.toString())
            .toString();
    store.upload(DatasetKeys.name(name.name()), Content.of(json.getBytes(UTF_8)));
  }

  /**
   * What a reference means now, as a digest.
   *
   * @throws IllegalArgumentException when the store has no such set, saying what there is
   */
  public Pinned resolve(DatasetReference reference) throws IOException {
    Pinned pinned =
        switch (reference) {
          case Pinned given -> given;
          case Named name -> find(name).orElseThrow(() -> unknown(name));
        };
    if (find(pinned.digest()).isEmpty()) {
      throw new IllegalArgumentException(
          "The store has no whole data set %s: push it (baton data push DATA), or see baton data list"
              .formatted(reference));
    }
    return pinned;
  }

  /** The name of a set that somebody probably meant who wrote {@code name}. */
  public Optional<String> near(Named name) {
    try {
      return DidYouMean.nearest(name.name(), names().keySet());
    } catch (IOException e) {
      return Optional.empty(); // only a hint is lost
    }
  }

  private IllegalArgumentException unknown(Named name) {
    return new IllegalArgumentException(
        near(name)
            .map(
                meant ->
                    "No data set is called %s; did you mean \"%s\"? See baton data list"
                        .formatted(name.name(), meant))
            .orElseGet(
                () ->
                    "No data set is called %s: push it (baton data push DATA --name %s), or see baton data list"
                        .formatted(name.name(), name.name())));
  }

  /** Takes a name away; the set that it points to stays. */
  public void forget(Named name) throws IOException {
    store.delete(DatasetKeys.name(name.name()));
  }

  /**
   * Deletes a set and its names, what makes it a set first: dying on the way leaves shards that
   * nobody sees, and deleting again removes. The index stays, since jobs that trained on the set
   * are bound to it.
   *
   * @return bytes that were freed
   */
  public long remove(String digest) throws IOException {
    for (Map.Entry<String, String> name : names().entrySet()) {
      if (name.getValue().equals(digest)) {
        forget(new Named(name.getKey()));
      }
    }
    List<StoredObject> shards = store.list(DatasetKeys.shards(digest));
    store.delete(DatasetKeys.manifest(digest));
    for (StoredObject shard : shards) {
      store.delete(shard.key());
    }
    return shards.stream().mapToLong(StoredObject::sizeBytes).sum();
  }
}
