package dev.baton.cli.demo;

import static dev.baton.cli.jobs.JobEvents.at;
import static dev.baton.cli.jobs.JobEvents.checkpointed;
import static dev.baton.cli.jobs.JobEvents.epochDone;
import static dev.baton.cli.jobs.JobEvents.failed;
import static dev.baton.cli.jobs.JobEvents.finished;
import static dev.baton.cli.jobs.JobEvents.firstStep;
import static dev.baton.cli.jobs.JobEvents.rejected;
import static dev.baton.cli.jobs.JobEvents.started;
import static dev.baton.cli.jobs.JobEvents.startedFromZero;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.jobs.JobEvents;
import dev.baton.cli.output.Line;
import dev.baton.common.messages.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingTaleTest {
  private final TrainingTale tale = new TrainingTale(JobEvents.JOB);

  @Test
  void countsTheTakeoverFromTheKill() {
    tale.on(startedFromZero("worker-1", 0));
    tale.killed("worker-1", at(20_000));
    assertThat(
            told(
                started("worker-2", 9, 5, 12, 20_268),
                firstStep("worker-2", 5, 13, 21_320),
                firstStep("worker-2", 5, 13, 21_320)))
        .containsExactly(
            "worker-2 has taken over 268 ms after the kill, from checkpoint 9 (epoch 6, step 12)",
            "its first step is done 1,320 ms after the kill (epoch 6, step 13)");
  }

  @Test
  void tellsOnceWhoTrainsHoweverManyCommandsTheJobTakes() {
    assertThat(
            told(
                startedFromZero("worker-1", 0),
                firstStep("worker-1", 0, 1, 100),
                checkpointed("worker-1", 0, 10, 2_000),
                started("worker-1", 3, 1, 0, 4_000),
                started("worker-2", 5, 2, 0, 8_000)))
        .containsExactly("worker-1 trains from zero", "worker-2 trains from the end of epoch 2");
  }

  @Test
  void showsTheRiseOfTheMapAsABar() {
    assertThat(told(epochDone("worker-1", 6, 0.1, 0), epochDone("worker-1", 12, 0.74, 0)))
        .containsExactly(
            "epoch  6  mAP50 0.1000  ####",
            "epoch 12  mAP50 0.7400  ##############################");
  }

  @Test
  void endsWithTheJob() {
    assertThat(tale.isOver()).isFalse();
    tale.on(finished(0));
    assertThat(tale.isOver()).isTrue();
    assertThat(tale.finished()).isPresent();
  }

  @Test
  void saysWhyAJobEndedWithoutFinishing() {
    tale.on(failed("a loss is NaN", 0));
    assertThat(tale.failure()).contains("the job failed: a loss is NaN");
    TrainingTale refused = new TrainingTale(JobEvents.JOB);
    refused.on(rejected("job exp1 exists"));
    assertThat(refused.failure()).contains("refused: job exp1 exists");
  }

  private List<String> told(Event... events) {
    List<String> lines = new ArrayList<>();
    for (Event event : events) {
      tale.on(event).stream().map(Line::text).forEach(lines::add);
    }
    return lines;
  }
}
