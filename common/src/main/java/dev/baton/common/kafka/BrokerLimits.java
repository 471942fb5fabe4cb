package dev.baton.common.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the broker's configuration allows its groups. Where it does not tell (a hosted Kafka may
 * hide its configuration), Kafka's defaults are taken to hold.
 *
 * @param shortestRecordLock the least {@code share.record.lock.duration.ms} of a share group
 * @param longestRecordLock the most of it
 * @param mostDeliveries the most {@code share.delivery.count.limit} of a share group
 * @param shortestHeartbeat the least {@code share.heartbeat.interval.ms} of a share group
 * @param shortestAssignmentInterval the least {@code share.assignment.interval.ms} of a share
 *     group; empty at a broker that does not tell, or is older than this setting (KIP-1263)
 * @param shortestSession the least {@code session.timeout.ms} of a classic group's member
 */
public record BrokerLimits(
    Duration shortestRecordLock,
    Duration longestRecordLock,
    int mostDeliveries,
    Duration shortestHeartbeat,
    Optional<Duration> shortestAssignmentInterval,
    Duration shortestSession) {

  /** Names in the broker's configuration that {@link #of} looks for. */
  static final String SHORTEST_RECORD_LOCK = "group.share.min.record.lock.duration.ms";

  static final String LONGEST_RECORD_LOCK = "group.share.max.record.lock.duration.ms";
  static final String MOST_DELIVERIES = "group.share.max.delivery.count.limit";
  static final String SHORTEST_HEARTBEAT = "group.share.min.heartbeat.interval.ms";
  static final String SHORTEST_ASSIGNMENT_INTERVAL = "group.share.min.assignment.interval.ms";
  static final String SHORTEST_SESSION = "group.min.session.timeout.ms";

  static BrokerLimits of(Map<String, String> configuration) {
    return new BrokerLimits(
        millis(configuration, SHORTEST_RECORD_LOCK).orElse(Duration.ofSeconds(15)),
        millis(configuration, LONGEST_RECORD_LOCK).orElse(Duration.ofSeconds(60)),
        Integer.parseInt(configuration.getOrDefault(MOST_DELIVERIES, "10")),
        millis(configuration, SHORTEST_HEARTBEAT).orElse(Duration.ofSeconds(5)),
        millis(configuration, SHORTEST_ASSIGNMENT_INTERVAL),
        millis(configuration, SHORTEST_SESSION).orElse(Duration.ofSeconds(6)));
  }

  /** The allowed record lock that is nearest to {@code wanted}. */
  public Duration recordLock(Duration wanted) {
    if (wanted.compareTo(shortestRecordLock) < 0) {
      return shortestRecordLock;
    }
    return wanted.compareTo(longestRecordLock) > 0 ? longestRecordLock : wanted;
  }

  /** The allowed heartbeat interval of a share group that is nearest to {@code wanted}. */
  public Duration heartbeat(Duration wanted) {
    return wanted.compareTo(shortestHeartbeat) < 0 ? shortestHeartbeat : wanted;
  }

  private static Optional<Duration> millis(Map<String, String> configuration, String name) {
    return Optional.ofNullable(configuration.get(name))
        .map(Long::parseLong)
        .map(Duration::ofMillis);
  }
}
