package dev.baton.common.objectstore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.process.ManualMachine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A store that breaks off in every way that a network has. All of them are unknown outcomes, which
 * callers try again: an exception of another kind would end them.
 */
class S3ObjectStoreTest {
  private static final byte[] BYTES = {1, 2, 3};

  private ServerSocket server;
  private volatile Ending ending;

  /** Whole answers that come before {@link #ending}. */
  private final Queue<String> first = new ConcurrentLinkedQueue<>();

  /** What becomes of a request. */
  enum Ending {
    NO_SERVER,
    RESET_AT_ONCE,
    RESET_AFTER_THE_REQUEST,
    CLOSED_WITHOUT_AN_ANSWER,
    HALF_A_HEADER,
    HALF_A_BODY,
    SERVICE_UNAVAILABLE,
    FULL,
    TOO_FULL_FOR_THE_OBJECT,
    OVER_ITS_QUOTA
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("bad-store").start(this::accept);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void everyBrokenAnswerIsAnIoException(Ending ending) throws IOException {
    this.ending = ending;
    if (ending == Ending.NO_SERVER) {
      server.close();
    }
    try (ObjectStore store = open()) {
      Stream.<ThrowingCallable>of(
              () -> store.createIfAbsent("key", BYTES),
              () -> store.upload("key", Content.of(BYTES)),
              () -> store.read("key"),
              () -> store.list("prefix/"),
              () -> store.delete("key"))
          .forEach(
              call ->
                  assertThatThrownBy(call)
                      .isInstanceOf(IOException.class)
                      .hasMessageStartingWith("Cannot "));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FULL", "TOO_FULL_FOR_THE_OBJECT", "OVER_ITS_QUOTA"})
  void aStoreWithoutRoomIsToldFromOneThatIsAway(Ending ending) {
    this.ending = ending;
    try (ObjectStore store = open()) {
      assertThatThrownBy(() -> store.createIfAbsent("key", BYTES))
          .isInstanceOf(StoreFullException.class)
          .hasMessageStartingWith("Cannot create key: ");
      assertThatThrownBy(() -> store.upload("key", Content.of(BYTES)))
          .isInstanceOf(StoreFullException.class);
    }
  }

  /** What S3 asks for when two conditional writes meet: the same write again. */
  @Test
  void aConflictIsAskedAgainAndEndsAsTheNextAnswerSays() throws Exception {
    String conflict = error("409 Conflict", "ConditionalRequestConflict", "");
    first.addAll(List.of(ok("<LocationConstraint/>"), conflict));
    try (ObjectStore store = open()) {
      assertThatThrownBy(() -> store.createIfAbsent("key", BYTES))
          .isInstanceOf(WriteConflictException.class);

      ObjectStore patient =
          new RetryingObjectStore(store, Duration.ofSeconds(5), () -> true, new ManualMachine());
      first.add(conflict);
      first.add(error("412 Precondition Failed", "PreconditionFailed", ""));
      assertThat(patient.createIfAbsent("key", BYTES)).as("others were first").isFalse();

      first.addAll(List.of(conflict, ok("")));
      assertThat(patient.createIfAbsent("key", BYTES)).as("nobody was").isTrue();
      assertThat(first).isEmpty();
    }
  }

  private ObjectStore open() {
    return StoreAddress.parse("s3://baton", "http://127.0.0.1:" + server.getLocalPort())
        .open(Map.of("AWS_ACCESS_KEY_ID", "key", "AWS_SECRET_ACCESS_KEY", "secret"));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().name("bad-answer").start(() -> answer(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void answer(Socket client) {
    try (client) {
      if (ending == Ending.RESET_AT_ONCE) {
        client.setSoLinger(true, 0);
        return;
      }
      client.getInputStream().read(new byte[1 << 16]);
      String whole = first.poll();
      if (whole != null) {
        say(client, whole);
        return;
      }
      switch (ending) {
        case HALF_A_HEADER -> say(client, "HTTP/1.1 200 OK\r\nContent-Le");
        case HALF_A_BODY -> say(client, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<half");
        case SERVICE_UNAVAILABLE ->
            say(
                client,
                "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        case FULL ->
            sayError(
                client,
                "507 Insufficient Storage",
                "XMinioStorageFull",
                "Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed.");
        case TOO_FULL_FOR_THE_OBJECT ->
            sayError(
                client,
                "500 Internal Server Error",
                "InternalError",
                "We encountered an internal error, please try again.: cause(no space left on device)");
        case OVER_ITS_QUOTA -> sayError(client, "403 Forbidden", "QuotaExceeded", "");
        case RESET_AFTER_THE_REQUEST -> client.setSoLinger(true, 0);
        default -> {}
      }
    } catch (IOException e) {
      // The client has gone: it has what it shall have.
    }
  }

  /** As MinIO words it; what it says of its own room was recorded from one on a small disk. */
  private static void sayError(Socket client, String status, String code, String message)
      throws IOException {
    say(client, error(status, code, message));
  }

  private static String error(String status, String code, String message) {
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message><Key>key</Key><BucketName>baton</BucketName><Resource>/baton/key</Resource><RequestId>18B0</RequestId><HostId>dd90</HostId></Error>"
            .formatted(code, message);
    return "HTTP/1.1 %s\r\nContent-Length: %d\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n%s"
        .formatted(status, xml.length(), xml);
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nETag: \"5289\"\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(body.length(), body);
  }

  private static void say(Socket client, String answer) throws IOException {
    client.getOutputStream().write(answer.getBytes(US_ASCII));
  }
}
