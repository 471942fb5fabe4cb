package dev.baton.scheduler;

import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicSetup;
import java.nio.file.Path;
import org.apache.kafka.clients.producer.KafkaProducer;

/** A broker as of a fleet, with its topics and a producer, and without schedulers and workers. */
public final class LoneBroker implements AutoCloseable {
  private final LocalFleet fleet;
  private final KafkaConnection kafka;
  private final KafkaProducer<String, byte[]> producer;

  private LoneBroker(LocalFleet fleet) {
    this.fleet = fleet;
    this.kafka = fleet.connection().kafka();
    try (TopicSetup topics = new TopicSetup(kafka)) {
      topics.prepare("default");
    }
    this.producer = new KafkaProducer<>(kafka.producer());
  }

  /** Starts one that keeps its files in {@code folder}. */
  public static LoneBroker start(Path folder) throws Exception {
    LocalFleet fleet =
        LocalFleet.open(
            new FleetOptions(new FleetFolder(folder), 0, 1, FleetOptions.Ports.ANY),
            sentence -> {});
    try {
      fleet.startServices();
      return new LoneBroker(fleet);
    } catch (Exception e) {
      fleet.close();
      throw e;
    }
  }

  /** The fleet without workers that it is of. */
  public LocalFleet fleet() {
    return fleet;
  }

  public KafkaConnection kafka() {
    return kafka;
  }

  public KafkaProducer<String, byte[]> producer() {
    return producer;
  }

  @Override
  public void close() throws Exception {
    producer.close();
    fleet.close();
  }
}
