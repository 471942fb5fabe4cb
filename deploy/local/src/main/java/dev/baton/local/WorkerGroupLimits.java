package dev.baton.local;

import java.util.Map;

/**
 * What a broker has to allow the share group of the workers so that losses are made up for soon.
 */
final class WorkerGroupLimits {
  /** Of a broker, by Kafka's names. */
  static final Map<String, String> SETTINGS =
      Map.of(
          // Lets a group lock records for 3 s, so that a hung worker is replaced soon; the floor is
          // 15 s.
          "group.share.min.record.lock.duration.ms", "1000",
          // A new worker takes part from its second heartbeat on; the floor is 5 s.
          "group.share.min.heartbeat.interval.ms", "500",
          // Each worker that is lost over a command costs a delivery; once the broker has dropped
          // it, nobody trains until the scheduler has noticed. More than 25 it does not allow.
          "group.share.max.delivery.count.limit", "25");

  private WorkerGroupLimits() {}
}
