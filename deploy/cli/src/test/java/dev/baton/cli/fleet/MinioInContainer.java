package dev.baton.cli.fleet;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A MinIO with an empty bucket. {@code MINIO_IMAGE} names another image than the public one. */
final class MinioInContainer extends GenericContainer<MinioInContainer> {
  static final String ACCESS_KEY = "baton";
  static final String SECRET_KEY = "baton-secret";

  private static final int PORT = 9000;
  private static final String BUCKET = "baton";

  MinioInContainer() {
    super(System.getenv().getOrDefault("MINIO_IMAGE", "minio/minio:RELEASE.2025-09-07T16-13-09Z"));
    // A folder of the disk is a bucket.
    String script = "mkdir -p /data/%s && exec minio server /data".formatted(BUCKET);
    withCreateContainerCmdModifier(
        create -> create.withEntrypoint("sh", "-c", script).withCmd(new String[0]));
    withEnv("MINIO_ROOT_USER", ACCESS_KEY);
    withEnv("MINIO_ROOT_PASSWORD", SECRET_KEY);
    withExposedPorts(PORT);
    waitingFor(Wait.forHttp("/minio/health/ready").forPort(PORT));
  }

  String endpoint() {
    return "http://%s:%d".formatted(getHost(), getMappedPort(PORT));
  }

  /** A place in the bucket, as {@code --store} takes it. */
  String store() {
    return "s3://%s/team".formatted(BUCKET);
  }
}
