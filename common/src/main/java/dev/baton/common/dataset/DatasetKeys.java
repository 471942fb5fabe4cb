package dev.baton.common.dataset;

import dev.baton.common.checkpoint.JobKeys;

/** Where data sets lie in the store; docs/formats.md has the picture. */
final class DatasetKeys {
  /** Before every data set. */
  static final String SETS = "datasets/";

  /** Before every name. */
  static final String NAMES = "dataset-names/";

  static final String MANIFEST = "/manifest.json";

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
    return NAMES + name + ".json";
  }
}
