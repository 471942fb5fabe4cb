package dev.baton.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.scheduler.core.Decision;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void goesThroughEverythingThatAFirstRequestNeeds() {
    Decision decision = Rehearsal.play();

    assertThat(decision.events()).hasAtLeastOneElementOfType(RequestAccepted.class);
    assertThat(decision.changedJobs()).hasSize(1);
    assertThat(decision.commands()).hasSize(1);
  }
}
