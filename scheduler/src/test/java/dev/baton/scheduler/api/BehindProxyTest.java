package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.JobState.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The interface behind a real nginx with TLS, set up by the lines that docs/page.md shows. */
@Timeout(60)
class BehindProxyTest {
  /** Where distributions put what only administrators start. */
  private static final String SYSTEM_PROGRAMS = "/usr/sbin";

  private static final String TOKEN = "a-token-of-tests";

  @TempDir Path folder;
  private TestInterface web;
  private Optional<Path> openssl;
  private Process nginx;
  private HttpClient client;
  private String origin;

  @BeforeEach
  void startProxy() throws Exception {
    Optional<Path> proxy = program("nginx");
    openssl = program("openssl");
    assumeTrue(
        proxy.isPresent() && openssl.isPresent(),
        "Skipped, no proxy is tried: there is no nginx or openssl (apt-get install nginx-light openssl)");
    web = new TestInterface(Optional.of(TOKEN), Optional.empty());
    web.schedulerAnswers(r -> new RequestAccepted(r.job(), r.requestId(), "any", NOW));
    int port = freePort();
    origin = "https://localhost:" + port;
    makeCertificate();
    client = HttpClient.newBuilder().sslContext(trusting(folder.resolve("cert.pem"))).build();
    Files.writeString(folder.resolve("nginx.conf"), configuration(port));
    nginx = start(proxy.get().toString(), "-p", folder.toString(), "-c", "nginx.conf");
    await("nginx to answer")
        .ignoreException(ConnectException.class)
        .until(() -> send(request("/healthz")).statusCode() == 200);
  }

  @AfterEach
  void stop() throws Exception {
    if (nginx != null) {
      nginx.destroy();
      nginx.waitFor();
      client.shutdownNow();
      web.close();
    }
  }

  @Test
  void aBrowserSignsInAndItsCookieGoesEncryptedOnly() throws Exception {
    assertThat(send(request("/")).body()).contains("<title>Baton</title>");
    assertThat(send(request("/api/fleet")).statusCode()).isEqualTo(401);
    HttpResponse<String> session =
        send(post("/api/session", "{\"token\":\"%s\"}".formatted(TOKEN)).header("Origin", origin));
    assertThat(session.statusCode()).isEqualTo(204);
    String cookie = session.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("; Secure", "; HttpOnly", "; SameSite=Strict");

    HttpRequest.Builder pause = post("/api/jobs/exp1/pause", "{}").header("Origin", origin);
    assertThat(send(pause.header("Cookie", cookie.split(";")[0])).statusCode()).isEqualTo(202);
  }

  @Test
  void anotherSitesPageGetsNothing() throws Exception {
    HttpRequest.Builder foreign =
        post("/api/jobs/exp1/pause", "{}").header("Origin", "https://x.y");
    assertThat(send(authorized(foreign)).statusCode()).isEqualTo(403);
    assertThat(web.requests()).isEmpty();
  }

  @Test
  void whatIsToldArrivesAtOnce() throws Exception {
    HttpResponse<InputStream> stream =
        client.send(
            authorized(request("/api/stream").header("Origin", origin)).build(),
            BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      awaitLine(lines, "event: fleet"); // while nothing else is told, so no buffer is full
      web.news().job(Samples.job("exp1", Status.QUEUED));
      awaitLine(lines, "\"job\":\"exp1\"");
    }
  }

  private static void awaitLine(BufferedReader lines, String part) throws IOException {
    String line;
    do {
      line = lines.readLine();
      assertThat(line).as("the stream until %s", part).isNotNull();
    } while (!line.contains(part));
  }

  /** A server of its own around the location that the page shows. */
  private String configuration(int port) throws IOException {
    Matcher shown =
        Pattern.compile("```\\n(location / \\{.*?\\n\\})\\n```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/page.md")));
    assertThat(shown.find()).as("nginx's lines in docs/page.md").isTrue();
    String location = shown.group(1);
    assertThat(location).contains("http://127.0.0.1:19080;");
    return """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr;
        events {}
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:%d ssl;
            server_name localhost;
            ssl_certificate cert.pem;
            ssl_certificate_key key.pem;
            %s
          }
        }
        """
        .formatted(port, location.replace("http://127.0.0.1:19080", web.address().url()));
  }

  private void makeCertificate() throws Exception {
    Process making =
        start(
            openssl.orElseThrow().toString(),
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem"
                .split(" "));
    assertThat(making.waitFor()).as("openssl").isZero();
  }

  private Process start(String program, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(program);
    builder.command().addAll(List.of(arguments));
    return builder
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log.txt").toFile())
        .start();
  }

  private static SSLContext trusting(Path certificate) throws Exception {
    KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
    known.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      known.setCertificateEntry(
          "nginx", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(known);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static Optional<Path> program(String name) {
    return Stream.of((System.getenv("PATH") + ":" + SYSTEM_PROGRAMS).split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(origin + path));
  }

  private HttpRequest.Builder post(String path, String json) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json));
  }

  private static HttpRequest.Builder authorized(HttpRequest.Builder request) {
    return request.header("Authorization", "Bearer " + TOKEN);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
