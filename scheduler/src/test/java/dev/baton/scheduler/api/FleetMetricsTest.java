package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.prometheus.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetMetricsTest {
  private final TestInterface web = new TestInterface();

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void gaugesShowTheFleetAsItIs() throws Exception {
    web.news().job(Samples.job("a", Status.RUNNING));
    web.news().job(Samples.job("b", Status.QUEUED));
    web.news().progress(Samples.heartbeat("worker-1", Optional.of("a")), NOW);
    web.news().progress(Samples.heartbeat("worker-2", Optional.empty()), NOW.minusSeconds(10));
    assertThat(lines())
        .contains(
            "baton_scheduler_is_leader 1.0",
            "baton_scheduler_queue_length 1.0",
            "baton_scheduler_jobs{status=\"running\"} 1.0",
            "baton_scheduler_jobs{status=\"failed\"} 0.0",
            "baton_scheduler_workers{state=\"busy\"} 1.0",
            "baton_scheduler_workers{state=\"silent\"} 1.0");
  }

  @Test
  void countersCountWhatHappensAndNotWhatHadHappenedBefore() throws Exception {
    web.news().event(checkpoint(NOW.minusSeconds(1), 0), 1);
    web.news().event(checkpoint(NOW.plusSeconds(1), 0), 2);
    web.news().event(checkpoint(NOW.plusSeconds(2), 5), 3);
    web.news().job(Samples.job("a", Status.RUNNING)); // submitted now, command 1
    assertThat(lines())
        .contains(
            "baton_scheduler_epochs_total 1.0",
            "baton_scheduler_checkpoints_total 2.0",
            "baton_scheduler_checkpoint_bytes_total 2000.0",
            "baton_scheduler_commands_published_total 1.0");
  }

  @Test
  void aTakeoverIsObserved() throws Exception {
    web.news().event(started("a1"), 1);
    web.news().progress(progress("a1", NOW), NOW);
    web.news().event(started("a2"), 2);
    web.news().event(new Event.FirstStepDone("a", 1, "a2", "w", 0, 1, NOW.plusMillis(1500)), 3);
    assertThat(lines())
        .contains(
            "baton_scheduler_takeover_seconds_bucket{le=\"1.0\"} 0",
            "baton_scheduler_takeover_seconds_bucket{le=\"2.0\"} 1",
            "baton_scheduler_takeover_seconds_sum 1.5");
  }

  @Test
  void aTakeoverFromBeforeTheStartIsNotCountedAgain() throws Exception {
    web.news().event(started("a1"), 1);
    web.news().progress(progress("a1", NOW.minusSeconds(3)), NOW);
    web.news().event(started("a2"), 2);
    web.news().event(new Event.FirstStepDone("a", 1, "a2", "w", 0, 1, NOW.minusSeconds(1)), 3);
    assertThat(lines()).contains("baton_scheduler_takeover_seconds_count 0");
  }

  @Test
  void promtoolHasNothingToSay() throws Exception {
    assertThat(Promtool.checkMetrics(web.get("/metrics").body())).isEmpty();
  }

  @Test
  void everyMetricIsInTheDocumentsAndTheReverse() throws IOException, InterruptedException {
    String document = Files.readString(Path.of("../docs/page.md"));
    TreeSet<String> documented = new TreeSet<>();
    Pattern.compile("\\| `(baton_scheduler_[a-z_]+)`")
        .matcher(document)
        .results()
        .map(found -> found.group(1))
        .forEach(documented::add);
    TreeSet<String> served = new TreeSet<>();
    Pattern.compile("# TYPE (\\S+) ")
        .matcher(web.get("/metrics").body())
        .results()
        .map(found -> found.group(1))
        .forEach(served::add);
    assertThat(documented).isEqualTo(served);
  }

  private List<String> lines() throws IOException, InterruptedException {
    return web.get("/metrics").body().lines().toList();
  }

  private static Event checkpoint(Instant at, int step) {
    return new Event.Checkpointed("a", 1, "a1", "w", 1, step, 1, "d", 1000, Map.of(), at);
  }

  private static Event started(String attempt) {
    return new Event.AttemptStarted("a", 1, attempt, "w", 0, "cpu", 0, 0, Optional.empty(), NOW);
  }

  private static Progress progress(String attempt, Instant at) {
    return new StepProgress("w", "a", 1, attempt, 1, 10, 1, 20, Map.of(), 0.1, 1, 0, at);
  }
}
