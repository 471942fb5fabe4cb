package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.worker.yolo.data.Augmentation;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HyperParametersTest {

  @Test
  void imagesAreVariedAsInScratchHighWhereARequestSaysNothing() {
    assertThat(HyperParameters.of(Map.of()).augmentation(100, 0))
        .isEqualTo(Augmentation.scratchHigh());
  }

  @Test
  void aHypFileReplacesWhatItNames() {
    Augmentation augmentation =
        HyperParameters.of(Map.of("mosaic", 0.5, "degrees", 10.0)).augmentation(100, 0);
    assertThat(augmentation.mosaic()).isEqualTo(0.5);
    assertThat(augmentation.degrees()).isEqualTo(10);
    assertThat(augmentation.mixup()).isEqualTo(0.15);
  }

  @Test
  void theLastEpochsHaveNoMosaic() {
    HyperParameters hyp = HyperParameters.of(Map.of());
    assertThat(hyp.augmentation(60, 10).mosaicEndsAtEpoch()).isEqualTo(50);
    assertThat(hyp.augmentation(60, 0).mosaicEndsAtEpoch())
        .isEqualTo(Augmentation.MOSAIC_NEVER_ENDS);
    assertThat(hyp.augmentation(5, 10).mosaicEndsAtEpoch()).isNegative();
  }
}
