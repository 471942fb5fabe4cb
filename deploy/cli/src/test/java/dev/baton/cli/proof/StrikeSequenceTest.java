package dev.baton.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.proof.StoreProxy.Mood;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StrikeSequenceTest {
  private static final List<Strike> STRIKES = strikes(1);

  @Test
  void aSeedGivesTheSameStrikesEveryTime() {
    assertThat(strikes(1)).isEqualTo(STRIKES);
    assertThat(strikes(2)).isNotEqualTo(STRIKES);
  }

  @Test
  void everyKindAndEveryMoodComes() {
    assertThat(STRIKES).extracting(Strike::kind).contains(StrikeKind.values());
    assertThat(STRIKES)
        .extracting(Strike::mood)
        .containsOnly(
            Mood.SLOW,
            Mood.MUTE,
            Mood.REFUSED,
            Mood.RESET,
            Mood.LOST_REPLY,
            Mood.TRUNCATED,
            Mood.UNAVAILABLE,
            Mood.FULL);
  }

  @Test
  void ofTwoInARowOneWaitsForACheckpoint() {
    for (int i = 1; i < STRIKES.size(); i++) {
      assertThat(STRIKES.subList(i - 1, i + 1)).anyMatch(Strike::waitsForCheckpoint);
    }
    assertThat(STRIKES).anyMatch(strike -> !strike.waitsForCheckpoint());
  }

  @Test
  void aStopOutlastsTheRecordLockOfThreeSeconds() {
    assertThat(STRIKES)
        .filteredOn(strike -> strike.kind() == StrikeKind.STOP_TRAINING)
        .allMatch(strike -> strike.length().compareTo(Duration.ofSeconds(4)) >= 0);
  }

  private static List<Strike> strikes(long seed) {
    StrikeSequence sequence = new StrikeSequence(seed, Duration.ofSeconds(2));
    return Stream.generate(sequence::next).limit(500).toList();
  }
}
