package dev.baton.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.StoredFile;
import dev.baton.common.checkpoint.SizeLimit.Fit;
import dev.baton.common.messages.ByteSize;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Four checkpoints of 10 bytes; room for one more of them is part of what they need. */
class SizeLimitTest {
  private static final List<Numbered<Checkpointed>> STAYING =
      List.of(checkpoint(7, 10), checkpoint(1, 10), checkpoint(5, 10), checkpoint(3, 10));

  @Test
  void nothingIsGivenUpWhereAllFitsToTheLastByte() {
    Fit fit = new SizeLimit(new ByteSize(50)).fit(STAYING, Set.of(1L, 3L));
    assertThat(fit.givenUp()).isEmpty();
    assertThat(fit.sizeBytes()).isEqualTo(50);
    assertThat(new SizeLimit(new ByteSize(50)).isExceededBy(fit)).isFalse();
  }

  @Test
  void theOldestThatMayGoDoesAndNoMoreThanMust() {
    Fit fit = new SizeLimit(new ByteSize(49)).fit(STAYING, Set.of(5L, 3L));
    assertThat(fit.givenUp()).extracting(Numbered::sequence).containsExactly(3L);
    assertThat(fit.sizeBytes()).isEqualTo(40);
  }

  @Test
  void whatMustStayStaysThoughItDoesNotFit() {
    SizeLimit limit = new SizeLimit(new ByteSize(29));
    Fit fit = limit.fit(STAYING, Set.of(5L, 3L));
    assertThat(fit.givenUp()).extracting(Numbered::sequence).containsExactly(3L, 5L);
    assertThat(fit.sizeBytes()).isEqualTo(30);
    assertThat(limit.isExceededBy(fit)).isTrue();
  }

  @Test
  void thereIsRoomForAsLargeACheckpointAsTheLargest() {
    Fit fit =
        new SizeLimit(new ByteSize(100)).fit(List.of(checkpoint(1, 5), checkpoint(2, 9)), Set.of());
    assertThat(fit.sizeBytes()).isEqualTo(23);
  }

  private static Numbered<Checkpointed> checkpoint(long sequence, long bytes) {
    return new Numbered<>(
        sequence,
        new Checkpointed(
            "entry " + sequence,
            "attempt",
            (int) sequence,
            0,
            Optional.empty(),
            List.of(new StoredFile("state.json", bytes, "")),
            "",
            Map.of(),
            Optional.empty(),
            Instant.EPOCH));
  }
}
