package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.objectstore.S3ObjectStore;
import dev.baton.common.objectstore.StoreAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a fleet is reached. */
public record FleetConnection(
    KafkaConnection kafka, StoreAddress store, String accessKey, String secretKey) {

  /**
   * Finds the fleet: what the flags say, else {@code BATON_KAFKA}, {@code BATON_STORE}, {@code
   * BATON_STORE_ENDPOINT}, else the fleet that runs in the folder.
   *
   * @throws CommandFailedException saying what to give or how to start a fleet
   */
  static FleetConnection resolve(ConnectionOptions options, Map<String, String> environment) {
    Optional<String> kafka = options.kafka().or(() -> named(environment, "BATON_KAFKA"));
    Optional<String> store = options.store().or(() -> named(environment, "BATON_STORE"));
    Optional<String> endpoint =
        options.storeEndpoint().or(() -> named(environment, "BATON_STORE_ENDPOINT"));
    if (kafka.isEmpty() && store.isEmpty() && endpoint.isEmpty()) {
      return running(FleetFolder.of(options.folder(), environment));
    }
    // Never half of one fleet and half of another: whoever names one service names all.
    return new FleetConnection(
        KafkaConnection.of(require(kafka, "--kafka HOST:PORT", "BATON_KAFKA"), environment),
        StoreAddress.parse(
            require(store, "--store s3://BUCKET/PREFIX", "BATON_STORE"),
            require(endpoint, "--store-endpoint URL", "BATON_STORE_ENDPOINT")),
        require(named(environment, "AWS_ACCESS_KEY_ID"), "the store's key", "AWS_ACCESS_KEY_ID"),
        require(
            named(environment, "AWS_SECRET_ACCESS_KEY"),
            "the store's secret key",
            "AWS_SECRET_ACCESS_KEY"));
  }

  private static FleetConnection running(FleetFolder folder) {
    FleetFile file =
        FleetFile.find(folder)
            .filter(FleetFile::isRunning)
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "No fleet runs in %s: start one with `baton up` in another terminal, name its folder with --dir, or name outside services with --kafka, --store and --store-endpoint"
                            .formatted(folder)));
    return of(file);
  }

  static FleetConnection of(FleetFile file) {
    return new FleetConnection(
        KafkaConnection.of(file.kafka()),
        StoreAddress.parse("s3://" + FleetFile.BUCKET, file.storeEndpoint()),
        file.accessKey(),
        file.secretKey());
  }

  private static Optional<String> named(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static String require(Optional<String> value, String flag, String variable) {
    return value.orElseThrow(
        () ->
            new CommandFailedException(
                "Outside services are named only in part: give %s too, or set %s"
                    .formatted(flag, variable)));
  }

  /** Opens the store. */
  public S3ObjectStore openStore() {
    return store.open(storeKeys());
  }

  /** The keys as an environment, for a process that is started or for {@link StoreAddress#open}. */
  public Map<String, String> storeKeys() {
    return Map.of("AWS_ACCESS_KEY_ID", accessKey, "AWS_SECRET_ACCESS_KEY", secretKey);
  }

  /** The same connection as flags for another process, without the keys. */
  public List<String> flags() {
    String prefix = store.prefix().isEmpty() ? "" : "/" + store.prefix();
    return List.of(
        "--kafka",
        kafka.bootstrap(),
        "--store",
        "s3://" + store.bucket() + prefix,
        "--store-endpoint",
        store.endpoint());
  }

  /** For people; the keys stay hidden. */
  @Override
  public String toString() {
    return "Kafka %s, store %s".formatted(kafka, store);
  }
}
