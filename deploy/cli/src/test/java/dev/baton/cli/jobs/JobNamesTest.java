package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class JobNamesTest {
  @Test
  void namesTheJobsThatWereProbablyMeantTheNearestFirst() {
    assertThat(JobNames.unknown("catz-1", Set.of("dogs", "cats-1", "cats-12")))
        .hasMessage("There is no job catz-1; did you mean cats-1, cats-12? See baton jobs --all");
    assertThat(JobNames.unknown("catz-1", Set.of("dogs")))
        .hasMessage("There is no job catz-1: see baton jobs --all");
  }

  @Test
  void countsOnFromTheFirstNameThatIsTaken() {
    assertThat(JobNames.firstFree(Set.of())).isEqualTo("exp");
    assertThat(JobNames.firstFree(Set.of("exp"))).isEqualTo("exp2");
    assertThat(JobNames.firstFree(Set.of("exp", "exp2", "exp4"))).isEqualTo("exp3");
  }
}
