package dev.baton.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerLimitsTest {
  @Test
  void locksForAsLongAsWantedWhereTheBrokerAllowsIt() {
    BrokerLimits local = BrokerLimits.of(Map.of(BrokerLimits.SHORTEST_RECORD_LOCK, "1000"));
    assertThat(local.recordLock(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void locksFor15SecondsAtABrokerWithKafkasDefaultsOrAHiddenConfiguration() {
    BrokerLimits defaults = BrokerLimits.of(Map.of());
    assertThat(defaults.recordLock(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(15));
    assertThat(defaults.recordLock(Duration.ofSeconds(90))).isEqualTo(Duration.ofSeconds(60));
    assertThat(defaults.shortestSession()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void beatsAsOftenAsTheBrokerAllows() {
    BrokerLimits local = BrokerLimits.of(Map.of(BrokerLimits.SHORTEST_HEARTBEAT, "100"));
    assertThat(local.heartbeat(Duration.ofMillis(500))).isEqualTo(Duration.ofMillis(500));
    BrokerLimits defaults = BrokerLimits.of(Map.of());
    assertThat(defaults.heartbeat(Duration.ofMillis(500))).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void tellsHowOftenAssignmentsAreMadeWhereTheBrokerKnowsSuchAThing() {
    assertThat(BrokerLimits.of(Map.of()).shortestAssignmentInterval()).isEmpty();
    assertThat(
            BrokerLimits.of(Map.of(BrokerLimits.SHORTEST_ASSIGNMENT_INTERVAL, "0"))
                .shortestAssignmentInterval())
        .contains(Duration.ZERO);
  }
}
