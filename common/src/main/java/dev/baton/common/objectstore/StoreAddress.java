package dev.baton.common.objectstore;

import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where a fleet's objects lie.
 *
 * @param bucket of the S3 store
 * @param prefix before every key, empty or ending in {@code /}
 * @param endpoint URL of the S3 store
 */
public record StoreAddress(String bucket, String prefix, String endpoint) {

  /**
   * Reads {@code s3://bucket/prefix} and an endpoint URL.
   *
   * @throws IllegalArgumentException saying what to write instead
   */
  public static StoreAddress parse(String store, String endpoint) {
    if (!store.matches("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?")) {
      throw new IllegalArgumentException(
          "store \"%s\" is no address: write s3://BUCKET or s3://BUCKET/PREFIX (a bucket's name has 3 to 63 of a-z 0-9 . -)"
              .formatted(store));
    }
    String path = store.substring("s3://".length());
    int slash = path.indexOf('/');
    String bucket = slash < 0 ? path : path.substring(0, slash);
    String prefix = slash < 0 ? "" : path.substring(slash + 1).replaceAll("/+$", "");
    return new StoreAddress(bucket, prefix.isEmpty() ? "" : prefix + "/", endpointUrl(endpoint));
  }

  private static String endpointUrl(String endpoint) {
    URI uri;
    try {
      uri = URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      uri = URI.create("none:none");
    }
    boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!isHttp || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "store endpoint \"%s\" is no URL: write for example http://127.0.0.1:9000"
              .formatted(endpoint));
    }
    return endpoint;
  }

  /**
   * Opens the store with the keys in {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}.
   *
   * @throws IllegalArgumentException when a key is missing
   */
  public S3ObjectStore open(Map<String, String> environment) {
    return opener(environment).get();
  }

  /**
   * As {@link #open}, but the store's client, which takes a tenth of a second, is made only when it
   * is asked for.
   *
   * @throws IllegalArgumentException when a key is missing
   */
  public Supplier<S3ObjectStore> opener(Map<String, String> environment) {
    String accessKey = key(environment, "AWS_ACCESS_KEY_ID");
    String secretKey = key(environment, "AWS_SECRET_ACCESS_KEY");
    return () -> new S3ObjectStore(this, accessKey, secretKey);
  }

  private static String key(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "The store's keys are missing: set %s in the environment".formatted(name));
    }
    return value;
  }

  /** For people: {@code s3://bucket/prefix at URL}. */
  @Override
  public String toString() {
    return "s3://%s/%s at %s".formatted(bucket, prefix, endpoint);
  }
}
