package dev.baton.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.jobs.JobEvents;
import dev.baton.common.messages.SpecDigest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoPlanTest {
  private static final Path DATA = Path.of("/d/data.yaml");

  @Test
  void asksForTheSameTrainingUnderEveryName() {
    DemoPlan plan = DemoPlan.shapes(DATA);
    assertThat(plan.request("a", "r-1").spec()).isEqualTo(plan.request("b", "r-2").spec());
    assertThat(SpecDigest.of(plan.request("a", "r-1").spec())).isNotEmpty();
    assertThat(plan.killEpoch()).isEqualTo(6);
  }

  @Test
  void trainsAUsersDataForAboutAMinute() {
    assertThat(DemoPlan.forUser(DATA, 205)).isEqualTo(new DemoPlan(DATA, 9, 26));
    assertThat(DemoPlan.forUser(DATA, 8)).isEqualTo(new DemoPlan(DATA, 12, 1));
    assertThat(DemoPlan.forUser(DATA, 1_000)).isEqualTo(new DemoPlan(DATA, 2, 125));
    assertThat(DemoPlan.forUser(DATA, 1_000).killEpoch()).isEqualTo(1);
  }

  @Test
  void killsAfterTheMiddleOfAnEpochAndBeforeItsEnd() {
    MidEpoch moment = new MidEpoch(6);
    assertThat(moment.isAt(JobEvents.step("worker-1", 5, 15, 0))).isFalse();
    assertThat(moment.isAt(JobEvents.step("worker-1", 6, 9, 0))).isFalse();
    assertThat(moment.isAt(JobEvents.step("worker-1", 6, 10, 0))).isTrue();
    assertThat(moment.isAt(JobEvents.step("worker-1", 6, 18, 0))).isTrue();
    assertThat(moment.isAt(JobEvents.step("worker-1", 6, 19, 0))).isFalse();
    assertThat(moment.isAt(JobEvents.step("worker-1", 7, 10, 0))).isTrue();
  }
}
