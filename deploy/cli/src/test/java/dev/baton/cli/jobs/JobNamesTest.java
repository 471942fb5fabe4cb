package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class JobNamesTest {
  @Test
  void countsOnFromTheFirstNameThatIsTaken() {
    assertThat(JobNames.firstFree(Set.of())).isEqualTo("exp");
    assertThat(JobNames.firstFree(Set.of("exp"))).isEqualTo("exp2");
    assertThat(JobNames.firstFree(Set.of("exp", "exp2", "exp4"))).isEqualTo("exp3");
  }
}
