package dev.baton.scheduler.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Json;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final URI URL = URI.create("https://ci.example.com/hooks/TOKEN");
  private static final Instant AT = Instant.parse("2026-01-01T10:00:00Z");

  @Test
  void carriesTheEventAWordForPeopleAndAnId() throws Exception {
    Map<String, Double> metrics = new TreeMap<>(Map.of("mAP50", 0.74, "mAP50-95", 0.5));
    Delivery delivery =
        Delivery.of(new Event.JobFinished("exp1", 0, 12, "ab12", metrics, AT), "r-1", URL);
    JsonNode json = Json.MAPPER.readTree(delivery.body());
    assertThat(json.path("version").asInt()).isEqualTo(1);
    assertThat(json.path("type").asText()).isEqualTo("job-finished").isEqualTo(delivery.type());
    assertThat(json.path("stateDigest").asText()).isEqualTo("ab12");
    assertThat(json.path("at").asText()).isEqualTo("2026-01-01T10:00:00Z");
    assertThat(json.path("deliveryId").asText()).isEqualTo(delivery.id());
    assertThat(json.path("text").asText())
        .isEqualTo("Job exp1 has finished after 12 epochs: mAP50 0.7400, mAP50-95 0.5000");
    Delivery one = Delivery.of(new Event.JobFinished("exp1", 0, 1, "ab12", metrics, AT), "r", URL);
    assertThat(Json.MAPPER.readTree(one.body()).path("text").asText())
        .startsWith("Job exp1 has finished after 1 epoch: ");
  }

  @Test
  void oneEndHasOneIdHoweverOftenAndByWhomItIsReported() {
    Delivery first = Delivery.of(new Event.JobFailed("exp1", 0, "NaN", AT), "r-1", URL);
    Delivery again =
        Delivery.of(new Event.JobFailed("exp1", 0, "NaN", AT.plusSeconds(9)), "r-1", URL);
    assertThat(again.id()).isEqualTo(first.id());
  }

  @Test
  void otherEndsHaveOtherIds() {
    assertThat(
            Stream.of(
                    Delivery.of(new Event.JobCancelled("exp1", 0, AT), "r-1", URL),
                    Delivery.of(new Event.JobCancelled("exp1", 1, AT), "r-1", URL), // run again
                    Delivery.of(new Event.JobCancelled("exp1", 0, AT), "r-2", URL), // a new job
                    Delivery.of(new Event.JobCancelled("exp2", 0, AT), "r-1", URL),
                    Delivery.of(new Event.JobFailed("exp1", 0, "w", AT), "r-1", URL))
                .map(Delivery::id))
        .doesNotHaveDuplicates();
  }

  @Test
  void showsNoPathWhichMayBeASecret() {
    assertThat(Delivery.of(new Event.JobCancelled("exp1", 0, AT), "r-1", URL))
        .hasToString("job-cancelled of exp1 to https://ci.example.com/…");
  }
}
