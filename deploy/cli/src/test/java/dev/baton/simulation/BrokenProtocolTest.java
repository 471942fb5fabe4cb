package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Leaves out one rule of the protocol at a time: a simulation that finds nothing proves nothing.
 */
@EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "threads stay mounted inside synchronized")
@ExtendWith(QuietLog.class)
class BrokenProtocolTest {
  /** Fewer than the histories in which the whole protocol has to keep its promises. */
  private static final int MOST_HISTORIES = 3_000;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void thePromisesThatDependOnARuleAreBrokenWithoutIt(Breakage breakage) {
    Map<Promise, Long> firstSeeds = new EnumMap<>(Promise.class);
    for (long seed = 0; seed < MOST_HISTORIES && !areFound(breakage, firstSeeds); seed++) {
      World world = new World(seed, breakage, false);
      if (breakage.isOfBranches()) {
        world.withSecondThoughts(seed);
      }
      world.run();
      for (Promise promise : world.promises.broken().keySet()) {
        firstSeeds.putIfAbsent(promise, seed);
      }
    }
    System.out.printf("%s: first seeds %s%n", breakage, firstSeeds);
    assertThat(firstSeeds.keySet())
        .as("promises that %s breaks within %d histories", breakage, MOST_HISTORIES)
        .containsAll(breakage.broken());
  }

  private static boolean areFound(Breakage breakage, Map<Promise, Long> firstSeeds) {
    return firstSeeds.keySet().containsAll(breakage.broken());
  }

  @Test
  void everyPromiseAboutTheProtocolIsBrokenByTheLackOfSomeRule() {
    Set<Promise> broken =
        Arrays.stream(Breakage.values())
            .flatMap(breakage -> breakage.broken().stream())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Promise.class)));
    assertThat(broken).isEqualTo(EnumSet.complementOf(EnumSet.of(Promise.NO_ERRORS)));
  }
}
