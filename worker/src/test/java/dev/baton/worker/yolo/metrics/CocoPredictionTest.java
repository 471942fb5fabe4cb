package dev.baton.worker.yolo.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.worker.yolo.metrics.CocoPrediction.Categories;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CocoPredictionTest {

  @Test
  void roundsBoxesToThreeDecimalsAndScoresToFive() {
    Detection found = new Detection(6.4347825f, 5.6304348f, 86.86957f, 31.369566f, .9415274f, 2);
    assertThat(CocoPrediction.of("images/val/a.jpg", found, Categories.PLAIN))
        .isEqualTo(new CocoPrediction("a", 2, List.of(6.435, 5.63, 80.435, 25.739), .94153));
  }

  /** 0.0625 and 0.1875 are exact in FP32 and lie in the middle of two decimals. */
  @Test
  void roundsMiddlesToTheEvenDigit() {
    Detection found = new Detection(0.0625f, 0.1875f, 1.0625f, 1.1875f, .5f, 0);
    assertThat(CocoPrediction.of("a.jpg", found, Categories.PLAIN).box())
        .containsExactly(0.062, 0.188, 1.0, 1.0);
  }

  @Test
  void imagesAreNamedByTheNumberThatTheirFileIs() {
    assertThat(CocoPrediction.imageId("val2017/000000000139.jpg")).isEqualTo(139L);
    assertThat(CocoPrediction.imageId("BloodImage_00007.jpg")).isEqualTo("BloodImage_00007");
    assertThat(CocoPrediction.imageId("v1.2/a.b.png")).isEqualTo("a.b");
  }

  @Test
  void cocosCategoriesLeaveOutTenNumbers() {
    assertThat(IntStream.range(0, 80).map(Categories.COCO::of))
        .hasSize(80)
        .startsWith(1, 2, 3)
        .contains(11, 13, 90)
        .doesNotContain(12, 26, 29, 30, 45, 66, 68, 69, 71, 83)
        .isSorted();
  }
}
