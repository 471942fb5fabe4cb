package dev.baton.common.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreHttpTest {
  @Test
  void plainHttpReadsNoCertificates() {
    OkHttpClient client = StoreHttp.client("http://127.0.0.1:9000");

    assertThat(client.connectionSpecs()).containsExactly(ConnectionSpec.CLEARTEXT);
    assertThat(client.x509TrustManager()).isNull();
  }

  @Test
  void httpsTrustsTheMachinesCertificates() {
    OkHttpClient client = StoreHttp.client("https://s3.example.com");

    assertThat(client.connectionSpecs()).anyMatch(ConnectionSpec::isTls);
    assertThat(client.x509TrustManager().getAcceptedIssuers()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:9000", "https://s3.example.com"})
  void bothAreAsPatient(String endpoint) {
    OkHttpClient client = StoreHttp.client(endpoint);

    assertThat(client.connectTimeoutMillis()).isEqualTo(3_000);
    assertThat(client.readTimeoutMillis()).isEqualTo(10_000);
    assertThat(client.writeTimeoutMillis()).isEqualTo(10_000);
  }
}
