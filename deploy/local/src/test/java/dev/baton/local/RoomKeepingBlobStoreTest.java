package dev.baton.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** The store over HTTP, with as much room as a test says. */
class RoomKeepingBlobStoreTest {
  private static final int LARGE = (int) RoomKeepingBlobStore.SMALL_BYTES + 1;
  private static final int SMALL = (int) RoomKeepingBlobStore.SMALL_BYTES;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile long usableBytes = Long.MAX_VALUE / 2;
  private volatile boolean isDiskFull;
  private S3Proxy proxy;
  private URI bucket;

  @BeforeEach
  void start() throws Exception {
    int port = freePort();
    BlobStore disk = new FilesystemNio2BlobStore(folder.toString());
    disk.createContainer("bucket");
    proxy =
        S3Proxy.builder()
            .blobStore(new RoomKeepingBlobStore(new FullDiskStore(disk), () -> usableBytes))
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(AuthenticationType.NONE, "", "")
            .ignoreUnknownHeaders(true)
            .build();
    proxy.start();
    bucket = URI.create("http://127.0.0.1:" + port + "/bucket/");
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    proxy.stop();
  }

  @Test
  void largeObjectsLeaveTheLastRoomToSmallOnes() throws Exception {
    usableBytes = RoomKeepingBlobStore.KEPT_BYTES + LARGE - 1;
    HttpResponse<String> refused = put("large", LARGE);
    assertThat(refused.statusCode()).isEqualTo(507);
    assertThat(refused.body()).contains("<Code>XMinioStorageFull</Code>");
    assertThat(put("small", SMALL).statusCode()).isEqualTo(200);

    usableBytes = RoomKeepingBlobStore.KEPT_BYTES + LARGE;
    assertThat(put("large", LARGE).statusCode()).isEqualTo(200);
  }

  @Test
  void aWriteForWhichTheDiskHasNoRoomIsAnsweredInTheSameWay() throws Exception {
    isDiskFull = true;
    assertThat(put("small", SMALL).statusCode()).isEqualTo(507);
    assertThat(send(HttpRequest.newBuilder(bucket.resolve("small")).GET()).statusCode())
        .as("nothing is half written")
        .isEqualTo(404);
  }

  @Test
  void whatIsThereCanBeReadAndDeletedWithoutAnyRoom() throws Exception {
    put("object", LARGE);
    usableBytes = 0;
    HttpRequest.Builder object = HttpRequest.newBuilder(bucket.resolve("object"));
    assertThat(send(object.copy().GET()).body()).hasSize(LARGE);
    assertThat(send(object.copy().DELETE()).statusCode()).isEqualTo(204);
  }

  private HttpResponse<String> put(String key, int sizeBytes) throws Exception {
    return send(
        HttpRequest.newBuilder(bucket.resolve(key))
            .PUT(BodyPublishers.ofString("x".repeat(sizeBytes))));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Its writes go where the system has no room, when a test says so. */
  private final class FullDiskStore extends ForwardingBlobStore {
    private FullDiskStore(BlobStore disk) {
      super(disk);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
      if (isDiskFull) {
        try {
          Files.write(Path.of("/dev/full"), content.readAllBytes());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return super.putBlob(request, content);
    }
  }
}
