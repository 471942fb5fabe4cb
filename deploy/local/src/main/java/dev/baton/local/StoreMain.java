package dev.baton.local;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 object store over a folder, alone in this process, on a loopback port: {@code --dir DIR
 * --port PORT --bucket BUCKET [--stdin-guard]}, with the keys in {@code AWS_ACCESS_KEY_ID} and
 * {@code AWS_SECRET_ACCESS_KEY}.
 *
 * <p>It honours {@code If-None-Match: *} atomically, and says so when its disk is full. The bucket
 * exists before the port answers.
 */
public final class StoreMain {
  /** Enough for a dozen workers that upload at once; each idle thread costs memory. */
  private static final int MAX_THREADS = 32;

  private StoreMain() {}

  public static void main(String[] args) throws Exception {
    S3Proxy proxy;
    try {
      Flags flags = Flags.parse(List.of("--dir", "--port", "--bucket"), args);
      if (flags.hasStdinGuard()) {
        StdinGuard.start();
      }
      proxy = proxy(flags);
    } catch (IllegalArgumentException e) {
      System.err.println("store: " + e.getMessage());
      System.exit(2);
      return;
    }
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("store-stop").unstarted(() -> stop(proxy)));
    try {
      proxy.start();
    } catch (Exception e) {
      String why = e.getCause() == null ? "" : " (%s)".formatted(e.getCause().getMessage());
      System.err.println("store: " + e.getMessage() + why);
      System.exit(1);
    }
  }

  private static S3Proxy proxy(Flags flags) throws Exception {
    String accessKey = environment("AWS_ACCESS_KEY_ID");
    String secretKey = environment("AWS_SECRET_ACCESS_KEY");
    Path folder = Files.createDirectories(Path.of(flags.text("--dir")));
    @SuppressWarnings("resource") // lives as long as the process
    BlobStore blobs =
        RoomKeepingBlobStore.over(
            new FilesystemNio2BlobStore(folder.toAbsolutePath().toString()), folder);
    if (!blobs.containerExists(flags.text("--bucket"))) {
      blobs.createContainer(flags.text("--bucket"));
    }
    return S3Proxy.builder()
        .blobStore(blobs)
        .endpoint(URI.create("http://127.0.0.1:" + flags.port("--port")))
        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
        .ignoreUnknownHeaders(true)
        .jettyMaxThreads(MAX_THREADS)
        .build();
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          name + " is not set: the store needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }
    return value;
  }

  private static void stop(S3Proxy proxy) {
    try {
      proxy.stop();
    } catch (Exception e) {
      System.err.println("store: did not stop in order: " + e);
    }
  }
}
