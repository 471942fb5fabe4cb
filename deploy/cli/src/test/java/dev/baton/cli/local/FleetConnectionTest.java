package dev.baton.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.baton.cli.CommandFailedException;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FleetConnectionTest {
  private static final Map<String, String> OUTSIDE =
      Map.of(
          "BATON_KAFKA", "kafka:9092",
          "BATON_STORE", "s3://bucket/team/",
          "BATON_STORE_ENDPOINT", "http://minio:9000",
          "AWS_ACCESS_KEY_ID", "id",
          "AWS_SECRET_ACCESS_KEY", "hush");

  private static final String CONFLICT =
      "<Error><Code>ConditionalRequestConflict</Code><Message>again</Message></Error>";
  private static final String LOCATION = "<LocationConstraint/>";

  @TempDir Path temporary;

  @Test
  void theEnvironmentNamesOutsideServices() {
    FleetConnection fleet = resolve(OUTSIDE);
    assertThat(fleet.flags())
        .containsExactly(
            "--kafka",
            "kafka:9092",
            "--store",
            "s3://bucket/team/",
            "--store-endpoint",
            "http://minio:9000");
    assertThat(fleet.storeKeys())
        .containsEntry("AWS_ACCESS_KEY_ID", "id")
        .containsEntry("AWS_SECRET_ACCESS_KEY", "hush");
    assertThat(fleet).asString().doesNotContain("hush");
  }

  @Test
  void aFlagWinsOverTheEnvironment() {
    assertThat(resolve(OUTSIDE, "--kafka", "other:1").kafka().bootstrap()).isEqualTo("other:1");
  }

  @Test
  void outsideServicesNamedInPartAreNeverCompletedFromAFolder() throws IOException {
    runFleetInFolder();
    assertThatThrownBy(() -> resolve(Map.of("BATON_DIR", temporary.toString()), "--kafka", "k:1"))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("give --store s3://BUCKET/PREFIX too, or set BATON_STORE");

    Map<String, String> withoutKey = new TreeMap<>(OUTSIDE);
    withoutKey.remove("AWS_SECRET_ACCESS_KEY");
    assertThatThrownBy(() -> resolve(withoutKey)).hasMessageContaining("AWS_SECRET_ACCESS_KEY");
  }

  @Test
  void elseTheRunningFleetOfTheFolderIsMeant() throws IOException {
    runFleetInFolder();
    FleetConnection fleet = resolve(Map.of(), "--dir", temporary.toString());
    assertThat(fleet.kafka().bootstrap()).isEqualTo("127.0.0.1:19092");
    assertThat(fleet.store()).hasToString("s3://baton/ at http://127.0.0.1:19000");
    assertThat(resolve(Map.of("BATON_DIR", temporary.toString()))).isEqualTo(fleet);
  }

  @Test
  void settingsOfKafkaElsewhereDoNotReachTheBrokerOfThisMachine() throws IOException {
    runFleetInFolder();
    Path properties =
        Files.writeString(temporary.resolve("kafka.properties"), "sasl.jaas.config=x");
    Map<String, String> variables =
        Map.of("BATON_DIR", temporary.toString(), "BATON_KAFKA_PROPERTIES", properties.toString());
    assertThat(resolve(variables).environment()).containsEntry("BATON_KAFKA_PROPERTIES", "");

    Map<String, String> outside = new TreeMap<>(OUTSIDE);
    outside.putAll(variables);
    assertThat(resolve(outside).environment())
        .containsEntry("AWS_SECRET_ACCESS_KEY", "hush")
        .doesNotContainKey("BATON_KAFKA_PROPERTIES"); // a child inherits ours
  }

  @Test
  void aFleetThatDoesNotRunIsNotWaitedFor() throws IOException {
    fleetFile(new ProcessIdentity(ProcessHandle.current().pid(), Instant.EPOCH)).write(folder());
    assertThatThrownBy(() -> resolve(Map.of(), "--dir", temporary.toString()))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("No fleet runs in " + temporary)
        .hasMessageContaining("baton up");
  }

  private void runFleetInFolder() throws IOException {
    fleetFile(ProcessIdentity.of(ProcessHandle.current())).write(folder());
  }

  private FleetFolder folder() {
    return new FleetFolder(temporary);
  }

  private static FleetFile fleetFile(ProcessIdentity up) {
    return new FleetFile(1, FleetPorts.USUAL, "baton", "hush", up, Map.of());
  }

  /** Amazon S3 answers 409 where two conditional writes meet, and wants the same one again. */
  @Test
  void aConditionalWriteThatMeetsAnotherIsRepeated() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicInteger writes = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          boolean isWrite = exchange.getRequestMethod().equals("PUT");
          boolean isConflict = isWrite && writes.incrementAndGet() == 1;
          exchange.getRequestBody().readAllBytes();
          byte[] body = (isConflict ? CONFLICT : LOCATION).getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/xml");
          exchange.getResponseHeaders().add("ETag", "\"5289\"");
          exchange.sendResponseHeaders(isConflict ? 409 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    Map<String, String> outside = new TreeMap<>(OUTSIDE);
    outside.put("BATON_STORE_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
    try (ObjectStore store = resolve(outside).openStore()) {
      assertThat(store.createIfAbsent("key", new byte[] {1})).isTrue();
      assertThat(writes).hasValue(2);
    } finally {
      server.stop(0);
    }
  }

  private static FleetConnection resolve(Map<String, String> environment, String... flags) {
    ConnectionOptions options = CommandLine.populateCommand(new ConnectionOptions(), flags);
    return FleetConnection.resolve(options, environment);
  }
}
