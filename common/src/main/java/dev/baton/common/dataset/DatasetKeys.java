package dev.baton.common.dataset;

import dev.baton.common.checkpoint.JobKeys;
import dev.baton.common.dataset.DatasetReference.Named;
import java.util.Optional;

/** Where data sets lie in the store; docs/formats.md has the picture. */
final class DatasetKeys {
  /** Before every data set. */
  static final String SETS = "datasets/";

  /** Before every name. */
  static final String NAMES = "dataset-names/";

  private static final String MANIFEST = "/manifest.json";
  private static final String JSON = ".json";

  private DatasetKeys() {}

  static String all(String digest) {
    return SETS + digest + "/";
  }

  static String index(String digest) {
    return JobKeys.dataIndex(digest);
  }

  static String manifest(String digest) {
    return SETS + digest + MANIFEST;
  }

  static String shards(String digest) {
    return all(digest) + "shards/";
  }

  static String shard(String digest, String sha256) {
    return shards(digest) + sha256 + ".tar";
  }

  static String name(String name) {
    return NAMES + name + JSON;
  }

  /** The name that an object with this key points away from, if it is a name's. */
  static Optional<Named> nameIn(String key) {
    if (!key.startsWith(NAMES) || !key.endsWith(JSON)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Named(key.substring(NAMES.length(), key.length() - JSON.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // nobody could have given it
    }
  }

  /** Whether an object with this key is what makes a set. */
  static boolean isManifest(String key) {
    return key.matches(SETS + "[0-9a-f]{64}" + MANIFEST);
  }
}
