package dev.baton.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.JobState;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random histories; jqwik reports the seed of one that fails. */
class SchedulerPropertyTest {

  /**
   * {@link Fleet} checks at each step that ends are final and no command has a live predecessor.
   */
  @Property(tries = 300)
  void everyAcceptedJobEndsWhateverWasKilledLostRepeatedOrRestarted(@ForAll long seed) {
    Fleet fleet = new Fleet(seed);
    for (int i = 0; i < 400; i++) {
      fleet.doSomethingRandom();
    }
    Map<String, JobState> jobs = fleet.calmDown();
    assertThat(jobs).isNotEmpty();
    assertThat(jobs.values()).allMatch(job -> job.status().isEnd());
  }
}
