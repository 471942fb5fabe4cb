package dev.baton.scheduler.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.scheduler.core.Decision;
import dev.baton.scheduler.core.Scheduler;
import dev.baton.scheduler.core.SchedulerEvent;
import dev.baton.scheduler.core.SchedulerEvent.RequestReceived;
import dev.baton.scheduler.core.SchedulerEvent.TimePassed;
import dev.baton.scheduler.core.SchedulerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CarefulSchedulerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TimePassed TIME = new TimePassed(NOW.plusSeconds(1));

  private final Scheduler scheduler = new Scheduler(Duration.ofSeconds(3));
  private final CarefulScheduler careful = new CarefulScheduler(scheduler);
  private final SchedulerState empty = SchedulerState.restored(List.of(), NOW);

  @Test
  void decidesAsTheSchedulerDoesOnWhatItCanDigest() throws Exception {
    Decision decision = careful.decide(empty, List.of(asked("cats"), asked("dogs")), TIME);
    assertThat(decision)
        .isEqualTo(scheduler.decide(empty, List.of(asked("cats"), asked("dogs"), TIME)));
    assertThat(decision.commands()).isNotEmpty();
  }

  /** Its state is kept for good: taken once, nothing could be scheduled any more. */
  @Test
  void leavesOutAnEventThatIsIndigestibleOnceTimePasses() throws Exception {
    SchedulerEvent poison = new RequestReceived(restoreOfNothing(), NOW);
    scheduler.decide(empty, List.of(poison)); // by itself it does no harm
    assertThatThrownBy(() -> scheduler.decide(empty, List.of(poison, TIME)))
        .isInstanceOf(NullPointerException.class);
    assertThat(careful.decide(empty, List.of(asked("cats"), poison, asked("dogs")), TIME))
        .isEqualTo(careful.decide(empty, List.of(asked("cats"), asked("dogs")), TIME));
  }

  @Test
  void answersRequestsThoughTheStateItselfIsIndigestible() throws Exception {
    SchedulerState poisoned =
        scheduler.decide(empty, List.of(new RequestReceived(restoreOfNothing(), NOW))).state();
    Decision decision = careful.decide(poisoned, List.of(asked("cats")), TIME);
    assertThat(decision.events()).hasSize(1);
    assertThat(decision.state().jobs()).containsKeys("lost", "cats");
  }

  private static SchedulerEvent asked(String job) throws Exception {
    String json =
        "{\"version\":1,\"type\":\"train\",\"job\":\"%s\",\"task\":\"tiny\"}".formatted(job);
    return new RequestReceived(RequestReader.read(json.getBytes(UTF_8), "r-" + job), NOW);
  }

  /** A request as no reader lets it pass. */
  private static Request restoreOfNothing() throws Exception {
    JobState state =
        Json.MAPPER.readValue(
            "{\"job\":\"lost\",\"status\":\"PAUSED\",\"requestId\":\"r\"}", JobState.class);
    return new Request.Restore("lost", state, "r-lost");
  }
}
