package dev.baton.cli.val;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.output.Listing;
import dev.baton.cli.val.Pycocotools.Figures;
import dev.baton.cli.val.ValidationResult.Asked;
import dev.baton.common.messages.Json;
import dev.baton.worker.yolo.WeightsValidation.Report;
import dev.baton.worker.yolo.metrics.MetricsSummary;
import dev.baton.worker.yolo.metrics.MetricsSummary.PerClass;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidationResultTest {
  @Test
  void hasTheMeansAndEachClassThatIsAnnotated() throws IOException {
    MetricsSummary metrics =
        new MetricsSummary(
            0.5, 0.25, 0.75, 0.5, List.of(new PerClass(1, 12, 0.5, 0.25, 0.4, 0.75, 0.5)));
    Report report = new Report(List.of("cat", "dog"), 3, metrics, List.of());
    Asked asked = new Asked("w.pt", "d.yaml", "test", "runs/val/exp");

    JsonNode json =
        Json.MAPPER.readTree(
            Listing.json(ValidationResult.of(asked, report, List.of(new Figures(100, 0.7, 0.4)))));

    assertThat(json.path("split").asText()).isEqualTo("test");
    assertThat(json.path("objects").asInt()).isEqualTo(12);
    assertThat(json.path("metrics").path("mAP50-95").asDouble()).isEqualTo(0.5);
    assertThat(json.path("classes")).hasSize(1);
    assertThat(json.path("classes").path(0).path("name").asText()).isEqualTo("dog");
    assertThat(json.path("classes").path(0).path("metrics").path("recall").asDouble())
        .isEqualTo(0.25);
    assertThat(json.path("pycocotools").path(0).path("limit").asInt()).isEqualTo(100);
  }
}
