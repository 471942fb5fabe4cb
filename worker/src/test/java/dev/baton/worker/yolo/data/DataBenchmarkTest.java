package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataBenchmarkTest {
  @TempDir Path temporary;

  @Test
  void measuresEveryStageOfTheLoader() throws IOException {
    YoloFolder folder = YoloFolder.ofVectors(temporary, Vectors::polygonLabels);
    DataBenchmark.Result result = DataBenchmark.run(folder.dataYaml(), 64, Duration.ZERO);
    assertThat(result.decoded()).isPositive();
    assertThat(result.mosaics()).isPositive();
    assertThat(result.samples()).isPositive();
    assertThat(result.freshSamples()).isPositive();
  }
}
