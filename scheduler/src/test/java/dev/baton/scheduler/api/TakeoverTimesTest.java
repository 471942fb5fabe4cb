package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.messages.Event.AttemptStarted;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.Event.FirstStepDone;
import dev.baton.common.messages.Progress.StepProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TakeoverTimesTest {
  private final TakeoverTimes times = new TakeoverTimes();

  @Test
  void aTakeoverIsCountedFromTheLastSignOfTheLostAttemptToTheFirstStepOfTheNext() {
    times.on(started("a1", NOW));
    times.on(step("a1", NOW.plusSeconds(10)));
    times.on(started("a2", NOW.plusSeconds(11)));
    assertThat(times.on(firstStep("a2", NOW.plusSeconds(12)))).contains(Duration.ofSeconds(2));
    assertThat(times.millis("a2")).contains(2000L);
  }

  @Test
  void whoSaidThatItEndedWasNotLost() {
    times.on(started("a1", NOW));
    times.on(step("a1", NOW.plusSeconds(10)));
    times.on(new AttemptEnded("job", 1, "a1", "w", EndReason.HANDED_BACK, 0, 0, "", NOW));
    times.on(started("a2", NOW.plusSeconds(11)));
    assertThat(times.on(firstStep("a2", NOW.plusSeconds(12)))).isEmpty();
  }

  @Test
  void whereNoSignWasHeardNothingIsClaimed() {
    times.on(started("a1", NOW));
    times.on(started("a2", NOW.plusSeconds(11)));
    assertThat(times.on(firstStep("a2", NOW.plusSeconds(12)))).isEmpty();
    assertThat(times.millis("a2")).isEmpty();
  }

  private static Event started(String attempt, Instant at) {
    return new AttemptStarted("job", 1, attempt, "w", 0, "cpu", 0, 0, Optional.empty(), at);
  }

  private static Event firstStep(String attempt, Instant at) {
    return new FirstStepDone("job", 1, attempt, "w", 0, 1, at);
  }

  private static StepProgress step(String attempt, Instant at) {
    return new StepProgress("w", "job", 1, attempt, 1, 10, 1, 20, Map.of(), 0.1, 1, 0, at);
  }
}
