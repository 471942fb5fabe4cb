package dev.baton.cli.local;

import dev.baton.common.kafka.KafkaConnection;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which every command finds its fleet; a mixin. */
public final class ConnectionOptions {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder of the fleet on this machine (BATON_DIR; ./.baton).")
  private Path folder;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Kafka elsewhere, instead of the fleet in DIR (BATON_KAFKA).")
  private String kafka;

  @Option(
      names = "--store",
      paramLabel = "s3://BUCKET/PREFIX",
      description =
          "Where in the store (BATON_STORE); keys in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.")
  private String store;

  @Option(
      names = "--store-endpoint",
      paramLabel = "URL",
      description = "The S3 store elsewhere (BATON_STORE_ENDPOINT).")
  private String storeEndpoint;

  /**
   * Finds the fleet; see {@link FleetConnection}.
   *
   * @throws dev.baton.cli.CommandFailedException saying what to give or how to start a fleet
   */
  public FleetConnection resolve() {
    return FleetConnection.resolve(this, System.getenv());
  }

  /**
   * Finds the fleet, for a command that can do nothing without its Kafka.
   *
   * @throws dev.baton.cli.CommandFailedException as of {@link #resolve()}, and when Kafka is
   *     elsewhere and nothing listens there
   */
  public FleetConnection resolveWithKafka() {
    FleetConnection found = resolve();
    if (isOutside(System.getenv())) {
      KafkaProbe.requireListener(found.kafka());
    }
    return found;
  }

  /** The Kafka of {@link #resolveWithKafka()}. */
  public KafkaConnection resolveKafka() {
    return resolveWithKafka().kafka();
  }

  /**
   * Whether services elsewhere are named, perhaps in part; else the fleet in the folder is meant.
   *
   * @param environment may name them as well
   */
  public boolean isOutside(Map<String, String> environment) {
    return FleetConnection.isOutside(this, environment);
  }

  /** The folder of the fleet on this machine, whether one runs there or not. */
  public FleetFolder fleetFolder() {
    return FleetFolder.of(folder(), System.getenv());
  }

  Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  Optional<String> kafka() {
    return Optional.ofNullable(kafka);
  }

  Optional<String> store() {
    return Optional.ofNullable(store);
  }

  Optional<String> storeEndpoint() {
    return Optional.ofNullable(storeEndpoint);
  }
}
