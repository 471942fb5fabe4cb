package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.RetryingObjectStore;
import dev.baton.common.objectstore.StoreAddress;
import dev.baton.common.process.Machine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a fleet is reached. */
public record FleetConnection(
    KafkaConnection kafka, StoreAddress store, String accessKey, String secretKey) {
  /** Enough for S3's request to repeat a conditional write, and for most restarts of a store. */
  private static final Duration MOMENT = Duration.ofSeconds(3);

  private static final String KAFKA = "BATON_KAFKA";
  private static final String STORE = "BATON_STORE";
  private static final String ENDPOINT = "BATON_STORE_ENDPOINT";

  /**
   * Finds the fleet: what the flags say, else {@code BATON_KAFKA}, {@code BATON_STORE}, {@code
   * BATON_STORE_ENDPOINT}, else the fleet that runs in the folder.
   *
   * @throws CommandFailedException saying what to give or how to start a fleet
   */
  static FleetConnection resolve(ConnectionOptions options, Map<String, String> environment) {
    if (!isOutside(options, environment)) {
      return running(FleetFolder.of(options.folder(), environment));
    }
    // Never half of one fleet and half of another: whoever names one service names all.
    return new FleetConnection(
        KafkaConnection.of(
            require(kafka(options, environment), "--kafka HOST:PORT", KAFKA), environment),
        StoreAddress.parse(
            require(store(options, environment), "--store s3://BUCKET/PREFIX", STORE),
            require(endpoint(options, environment), "--store-endpoint URL", ENDPOINT)),
        require(named(environment, "AWS_ACCESS_KEY_ID"), "the store's key", "AWS_ACCESS_KEY_ID"),
        require(
            named(environment, "AWS_SECRET_ACCESS_KEY"),
            "the store's secret key",
            "AWS_SECRET_ACCESS_KEY"));
  }

  /** See {@link ConnectionOptions#isOutside}. */
  static boolean isOutside(ConnectionOptions options, Map<String, String> environment) {
    return kafka(options, environment).isPresent()
        || store(options, environment).isPresent()
        || endpoint(options, environment).isPresent();
  }

  private static Optional<String> kafka(ConnectionOptions options, Map<String, String> variables) {
    return options.kafka().or(() -> named(variables, KAFKA));
  }

  private static Optional<String> store(ConnectionOptions options, Map<String, String> variables) {
    return options.store().or(() -> named(variables, STORE));
  }

  private static Optional<String> endpoint(
      ConnectionOptions options, Map<String, String> variables) {
    return options.storeEndpoint().or(() -> named(variables, ENDPOINT));
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

  /** Opens the store; a call that fails is tried again for a moment. */
  public ObjectStore openStore() {
    return openStore(MOMENT);
  }

  /**
   * Opens the store.
   *
   * @param patience for how long a call that fails is tried again
   */
  public ObjectStore openStore(Duration patience) {
    return new RetryingObjectStore(store.open(storeKeys()), patience, () -> true, Machine.REAL);
  }

  /** The keys as an environment, for a process that is started or for {@link StoreAddress#open}. */
  public Map<String, String> storeKeys() {
    return Map.of("AWS_ACCESS_KEY_ID", accessKey, "AWS_SECRET_ACCESS_KEY", secretKey);
  }

  /** What a process finds in its environment that {@link #flags} lead to this connection. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(storeKeys());
    if (kafka.extra().isEmpty()) {
      // Ours may have it for Kafka elsewhere, while this is the broker of a fleet on this machine.
      environment.put(KafkaConnection.PROPERTIES_VARIABLE, "");
    }
    return environment;
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
