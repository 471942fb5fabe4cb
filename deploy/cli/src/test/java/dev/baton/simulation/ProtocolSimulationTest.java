package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Histories of the protocol, each from a seed. {@code -Dsimulation.histories=100000} runs more of
 * them, {@code -Dsimulation.seed=N} one, with all that happened in it, and with {@code
 * -Dsimulation.leftOut=NO_FENCING} that one without a rule.
 */
@EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "threads stay mounted inside synchronized")
@ExtendWith(QuietLog.class)
class ProtocolSimulationTest {
  private static final int HISTORIES = Integer.getInteger("simulation.histories", 10_000);
  private static final long ONE = Long.getLong("simulation.seed", -1);
  private static final Breakage LEFT_OUT =
      Breakage.valueOf(System.getProperty("simulation.leftOut", "NONE"));

  @Test
  void everyPromiseHoldsInEveryHistory() {
    if (ONE >= 0) {
      run(ONE);
      return;
    }
    Map<String, Long> counts = new TreeMap<>();
    for (long seed = 0; seed < HISTORIES; seed++) {
      World world = new World(seed, Breakage.NONE, false);
      world.run();
      if (!world.promises.broken().isEmpty()) {
        run(seed);
      }
      world.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
    }
    System.out.printf("%d histories: %s%n", HISTORIES, counts);
  }

  @Test
  void everyPromiseHoldsWhenJobsAreRunAgainExtendedAndSentBack() {
    Map<String, Long> counts = new TreeMap<>();
    for (long seed = 0; seed < HISTORIES / 5; seed++) {
      World world = new World(seed, Breakage.NONE, false).withSecondThoughts(seed);
      world.run();
      world.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
      if (!world.promises.broken().isEmpty()) {
        World again = new World(seed, Breakage.NONE, true).withSecondThoughts(seed);
        again.run();
        again.trace.lines().forEach(System.out::println);
        fail("Seed %d breaks %s".formatted(seed, world.promises.broken()));
      }
    }
    assertThat(counts).containsKey("branches");
    System.out.printf("%d histories with second thoughts: %s%n", HISTORIES / 5, counts);
  }

  @Test
  void aSeedRepeatsItsHistoryExactly() {
    for (long seed = 0; seed < 20; seed++) {
      List<String> first = traceOf(seed);
      assertThat(traceOf(seed)).as("history of seed %d", seed).isEqualTo(first);
    }
  }

  private static List<String> traceOf(long seed) {
    World world = new World(seed, Breakage.NONE, true);
    world.run();
    return world.trace.lines();
  }

  /** Runs a history with its trace, and prints that when a promise is broken. */
  private static void run(long seed) {
    World world = new World(seed, ONE >= 0 ? LEFT_OUT : Breakage.NONE, true);
    if (ONE >= 0 && LEFT_OUT.isOfBranches()) {
      world.withSecondThoughts(seed);
    }
    world.run();
    if (ONE >= 0 || !world.promises.broken().isEmpty()) {
      world.trace.lines().forEach(System.out::println);
    }
    if (!world.promises.broken().isEmpty()) {
      fail(
          "Seed %d breaks %s; repeat it with -Dsimulation.seed=%d"
              .formatted(seed, world.promises.broken(), seed));
    }
  }
}
