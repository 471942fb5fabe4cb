package dev.baton.common.objectstore;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.minio.Http;
import java.time.Duration;
import java.util.List;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** The HTTP client under MinIO's. */
final class StoreHttp {
  private static final Duration CONNECT = Duration.ofSeconds(3);

  /** Longest silence of a connection, not of a whole transfer. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private StoreHttp() {}

  /**
   * A client for {@code endpoint}, as MinIO makes its own, with Baton's patience.
   *
   * <p>One for plain HTTP knows nothing of TLS: reading the machine's certificates, three times
   * over as MinIO does, is more than half of the time in which a scheduler starts.
   */
  static OkHttpClient client(String endpoint) {
    OkHttpClient.Builder client =
        endpoint.startsWith("https:")
            ? Http.newDefaultClient().newBuilder()
            : new OkHttpClient.Builder()
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .protocols(List.of(Protocol.HTTP_1_1))
                .addInterceptor(new Http.StatusRetryInterceptor());
    return client
        .connectTimeout(CONNECT.toMillis(), MILLISECONDS)
        .writeTimeout(SILENCE.toMillis(), MILLISECONDS)
        .readTimeout(SILENCE.toMillis(), MILLISECONDS)
        .build();
  }
}
