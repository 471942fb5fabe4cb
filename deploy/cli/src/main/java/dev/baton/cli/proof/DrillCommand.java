package dev.baton.cli.proof;

import dev.baton.cli.Usage;
import dev.baton.cli.local.TemporaryFleet;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Breaks a fleet of its own for as long as one likes; exit code 0 only for no difference at all.
 */
@Command(
    name = "drill",
    description = {
      "Break a fleet of its own again and again while it trains, and compare the results.",
      "SIGKILL, SIGSTOP and SIGTERM to workers and scheduler, SIGKILL to broker and store, a store that is slow, mute, unreachable, breaks off or answers 503. Ends with 0 only if every epoch has the digest of an unbroken training."
    },
    footer = {"", "Example: baton drill --minutes 10 --seed 7"})
public final class DrillCommand implements Callable<Integer> {
  private static final int TINY_EPOCHS = 40;
  private static final int DETECTOR_EPOCHS = 6;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "5",
      description = "How long the fleet is struck (${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of the strikes (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--pause",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Longest pause between a sign of life and the next strike (${DEFAULT-VALUE}).")
  private int pauseSeconds;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Worker processes (${DEFAULT-VALUE}).")
  private int workers;

  @Mixin private DrilledTraining training;

  @Option(names = "--keep", description = "Leave the fleet's folder, with its store and logs.")
  private boolean isKept;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Usage.requireAtLeast(spec, 1, minutes, "--minutes");
    Usage.requireAtLeast(spec, 1, workers, "--workers");
    Usage.requireAtLeast(spec, 0, pauseSeconds, "--pause");
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    try (TemporaryFleet own = TemporaryFleet.open("drill", workers, line -> {})) {
      own.keep(); // until it is known that nobody has to look at it
      try (StoreProxy proxy = new StoreProxy(own.fleet().storePort());
          Nemesis nemesis = new Nemesis(own.fleet(), proxy)) {
        own.fleet().leadToStoreThrough(proxy.endpoint());
        DrillPlan plan = training.plan(own, TINY_EPOCHS, DETECTOR_EPOCHS);
        terminal.print(
            "Drilling %d workers with %s, %d epochs, for %d min, seed %d"
                .formatted(workers, plan.title(), plan.epochs(), minutes, seed));
        Consumer<String> say = line -> terminal.print(Line.quiet(timed(line)));
        own.fleet().start();
        say.accept("the fleet is up; first a training that is left alone");
        StrikeSequence strikes = new StrikeSequence(seed, Duration.ofSeconds(pauseSeconds));
        Drill drill = new Drill(plan, own.fleet(), nemesis, strikes, say);
        drill.run(Duration.ofMinutes(minutes));
        tell(terminal, drill);
        boolean isSame = drill.differences().isEmpty();
        if (isSame && !isKept) {
          own.discard();
        } else {
          terminal.print(Line.quiet("store and logs are kept in " + own.folder()));
        }
        return isSame ? 0 : 1;
      }
    }
  }

  private static void tell(Terminal terminal, Drill drill) {
    terminal.print(drill.tally().table());
    terminal.print(
        "%s, %s".formatted(Quantities.count(drill.rounds(), "training"), drill.tally().summary()));
    drill.differences().forEach(difference -> terminal.print(Line.bad(difference)));
    String verdict = "differences to the unbroken training: " + drill.differences().size();
    terminal.print(drill.differences().isEmpty() ? Line.good(verdict) : Line.bad(verdict));
  }

  private static String timed(String line) {
    return "%s  %s".formatted(Quantities.clock(Instant.now(), ZoneId.systemDefault()), line);
  }
}
