package dev.baton.common.objectstore;

import io.minio.Checksum;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An S3 store with conditional writes, through MinIO's client. */
public final class S3ObjectStore implements ObjectStore {
  /**
   * Small, since some stores hold each part in memory to check its signature. What is not larger is
   * given to the client in one array of its size: the client would collect a stream in an array
   * that grows by doubling, which leaves twice the size as garbage.
   */
  private static final long PART_BYTES = 8L << 20;

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  /**
   * The JVM computes it by the processor's own instructions. The client's default, CRC32C, is a
   * loop over bytes there, and took as long as all SHA-256 of a checkpoint.
   */
  private static final Checksum.Algorithm CHECKSUM = Checksum.Algorithm.CRC32;

  private static final Map<String, String> ONLY_IF_ABSENT = Map.of("If-None-Match", "*");
  private static final String EXISTS = "PreconditionFailed";
  private static final String CONFLICT = "ConditionalRequestConflict";

  /** Answers of stores, beside HTTP's own status, that have no room or may use no more. */
  private static final Set<String> FULL =
      Set.of("XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded");

  private static final int INSUFFICIENT_STORAGE = 507;
  private static final String NO_SPACE = "no space left on device";
  private static final Set<String> ABSENT = Set.of("NoSuchKey", "NoSuchObject", "ResourceNotFound");

  private final StoreAddress address;
  private final MinioClient client;

  S3ObjectStore(StoreAddress address, String accessKey, String secretKey) {
    this.address = address;
    this.client =
        MinioClient.builder()
            .endpoint(address.endpoint())
            .credentials(accessKey, secretKey)
            .httpClient(StoreHttp.client(address.endpoint()), true)
            .build();
  }

  @Override
  public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
    return call(
        "create",
        key,
        () -> {
          try {
            client.putObject(
                PutObjectArgs.builder()
                    .bucket(address.bucket())
                    .object(address.prefix() + key)
                    .checksum(CHECKSUM)
                    .extraHeaders(ONLY_IF_ABSENT)
                    .data(bytes, bytes.length)
                    .build());
            return true;
          } catch (ErrorResponseException e) {
            if (EXISTS.equals(e.errorResponse().code())) {
              return false;
            }
            throw e;
          }
        });
  }

  @Override
  public void upload(String key, Content content) throws IOException {
    call(
        "upload",
        key,
        () -> {
          PutObjectArgs.Builder object =
              PutObjectArgs.builder()
                  .bucket(address.bucket())
                  .object(address.prefix() + key)
                  .checksum(CHECKSUM);
          try (InputStream stream = content.open()) {
            if (content.sizeBytes() <= PART_BYTES) {
              byte[] bytes = readWhole(key, stream, content.sizeBytes());
              return client.putObject(object.data(bytes, bytes.length).build());
            }
            return client.putObject(object.stream(stream, content.sizeBytes(), PART_BYTES).build());
          }
        });
  }

  @Override
  public byte[] read(String key) throws IOException {
    return call(
        "read",
        key,
        () -> {
          try (GetObjectResponse stream = get(key)) {
            String length = stream.headers().get("Content-Length");
            return length == null
                ? stream.readAllBytes()
                : readWhole(key, stream, Long.parseLong(length));
          }
        });
  }

  @Override
  public InputStream open(String key) throws IOException {
    return call("read", key, () -> get(key));
  }

  private GetObjectResponse get(String key) throws MinioException, IOException {
    try {
      return client.getObject(
          GetObjectArgs.builder().bucket(address.bucket()).object(address.prefix() + key).build());
    } catch (ErrorResponseException e) {
      if (ABSENT.contains(e.errorResponse().code())) {
        throw new ObjectNotFoundException(key);
      }
      throw e;
    }
  }

  /** Into one array of the right size: weights are large, and twice them may not fit. */
  private static byte[] readWhole(String key, InputStream stream, long length) throws IOException {
    if (length > LARGEST_ARRAY) {
      throw new IOException("%s has %d bytes; at most 2 GB can be read".formatted(key, length));
    }
    byte[] bytes = new byte[(int) length];
    int read = stream.readNBytes(bytes, 0, bytes.length);
    if (read < length) {
      throw new IOException("%s ended after %d of %d bytes".formatted(key, read, length));
    }
    return bytes;
  }

  @Override
  public List<StoredObject> list(String prefix) throws IOException {
    return call(
        "list",
        prefix,
        () -> {
          List<StoredObject> objects = new ArrayList<>();
          for (Result<Item> result :
              client.listObjects(
                  ListObjectsArgs.builder()
                      .bucket(address.bucket())
                      .prefix(address.prefix() + prefix)
                      .recursive(true)
                      .build())) {
            Item item = result.get();
            String key = item.objectName().substring(address.prefix().length());
            objects.add(new StoredObject(key, item.size()));
          }
          return objects;
        });
  }

  @Override
  public void delete(String key) throws IOException {
    call(
        "delete",
        key,
        () -> {
          client.removeObject(
              RemoveObjectArgs.builder()
                  .bucket(address.bucket())
                  .object(address.prefix() + key)
                  .build());
          return null;
        });
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot close the client of " + address, e);
    }
  }

  /**
   * Makes a call whose every failure is an {@link IOException}. The client hides what happens to
   * its connections (refused, reset, cut off) as the cause of an {@link IllegalStateException}.
   */
  private <T> T call(String action, String key, Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (ObjectNotFoundException e) {
      throw e;
    } catch (MinioException | IOException e) {
      throw failed(action, key, e);
    } catch (IllegalStateException e) {
      boolean isOfConnection =
          e.getCause() instanceof Exception cause && !(cause instanceof RuntimeException);
      if (isOfConnection) {
        throw failed(action, key, e.getCause());
      }
      throw e;
    }
  }

  /** Of the store's address nothing is said here: who reports this knows which store it asked. */
  private IOException failed(String action, String key, Throwable cause) {
    String why =
        cause instanceof ErrorResponseException e
            ? "%s: %s".formatted(e.errorResponse().code(), e.errorResponse().message())
            : String.valueOf(cause.getMessage());
    String message = "Cannot %s %s: %s".formatted(action, key, why);
    if (cause instanceof ErrorResponseException answer) {
      if (isFull(answer)) {
        return new StoreFullException(message, cause);
      }
      if (CONFLICT.equals(answer.errorResponse().code())) {
        return new WriteConflictException(message, cause);
      }
    }
    return new IOException(message, cause);
  }

  /** MinIO calls it an internal error when an object does not fit into a disk with some room. */
  private static boolean isFull(ErrorResponseException answer) {
    String message = String.valueOf(answer.errorResponse().message());
    return FULL.contains(answer.errorResponse().code())
        || answer.response().code() == INSUFFICIENT_STORAGE
        || message.contains(NO_SPACE);
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws MinioException, IOException;
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
