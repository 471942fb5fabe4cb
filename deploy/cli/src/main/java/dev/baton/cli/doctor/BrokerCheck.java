package dev.baton.cli.doctor;

import dev.baton.cli.local.FleetConnection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;

/** Whether Kafka answers and has share groups, by which workers get their commands. */
final class BrokerCheck {
  private static final String WHAT = "broker";
  private static final int TIMEOUT_MS = 5_000;

  private BrokerCheck() {}

  static Finding run(FleetConnection fleet) throws InterruptedException {
    Map<String, Object> settings = fleet.kafka().admin();
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    try (Admin admin = Admin.create(settings)) {
      int brokers = admin.describeCluster().nodes().get().size();
      FeatureMetadata features = admin.describeFeatures().featureMetadata().get();
      if (level(features, "share.version") < 1) {
        return Finding.failed(
            WHAT,
            "Kafka %s has no share groups (feature share.version is 0): it has to be 4.2 or newer; on such a one run kafka-features.sh --bootstrap-server %s upgrade --feature share.version=1"
                .formatted(fleet.kafka(), fleet.kafka()));
      }
      return Finding.ok(
          WHAT,
          "Kafka %s: %d broker(s), metadata.version %d, share.version %d"
              .formatted(
                  fleet.kafka(),
                  brokers,
                  level(features, "metadata.version"),
                  level(features, "share.version")));
    } catch (ExecutionException e) {
      return Finding.failed(
          WHAT,
          "Kafka at %s does not answer (%s): check that it runs there and that its advertised listeners can be reached from here"
              .formatted(fleet.kafka(), e.getCause().getMessage()));
    } catch (org.apache.kafka.common.KafkaException e) {
      return Finding.failed(
          WHAT,
          "\"%s\" is no address of a Kafka broker (%s): give HOST:PORT"
              .formatted(
                  fleet.kafka(),
                  e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
    }
  }

  private static int level(FeatureMetadata features, String name) {
    FinalizedVersionRange range = features.finalizedFeatures().get(name);
    return range == null ? 0 : range.maxVersionLevel();
  }
}
