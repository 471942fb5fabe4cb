package dev.baton.cli.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.jobs.DrainCommand;
import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A worker of real processes that is told to take no more work. */
class DrainedWorkerIT {
  @TempDir Path temporary;

  private final StringWriter out = new StringWriter();

  @Test
  void handsItsJobToAnotherWorkerAndTakesNoneUntilItIsReadmitted() throws Exception {
    FleetOptions options =
        new FleetOptions(new FleetFolder(temporary), 2, 1, FleetOptions.Ports.ANY);
    try (LocalFleet fleet = LocalFleet.open(options, sentence -> {})) {
      fleet.start();
      try (FleetObserver observer = new FleetObserver(fleet.connection().kafka())) {
        train(observer, "drained");
        observer.await(
            "an attempt to be under way",
            () -> observer.of(Event.Checkpointed.class, "drained").size() > 3);
        String drained = observer.of(Event.AttemptStarted.class, "drained").getLast().worker();
        assertThat(drain(drained)).isZero();
        assertThat(out.toString()).contains("Worker %s is drained".formatted(drained));
        observer.await(
            "another worker to go on",
            () ->
                !observer
                    .of(Event.AttemptStarted.class, "drained")
                    .getLast()
                    .worker()
                    .equals(drained));
        assertThat(observer.of(Event.AttemptEnded.class, "drained"))
            .filteredOn(end -> end.worker().equals(drained))
            .last()
            .satisfies(end -> assertThat(end.reason()).isEqualTo(EndReason.HANDED_BACK));
        String digest = observer.finalDigest("drained");

        assertThat(drain(drained, "--undo")).isZero();
        String other = observer.of(Event.AttemptStarted.class, "drained").getLast().worker();
        assertThat(drain(other)).isZero();
        train(observer, "again");
        assertThat(observer.finalDigest("again")).isEqualTo(digest);
        assertThat(observer.of(Event.AttemptStarted.class, "again"))
            .allSatisfy(start -> assertThat(start.worker()).isEqualTo(drained));
      }
    }
  }

  private static void train(FleetObserver observer, String job) {
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"%s\",\"task\":\"tiny\",\"epochs\":40,\"hyp\":{\"steps\":20,\"step_millis\":20}}";
    observer.request(job, request.formatted(job).getBytes(UTF_8));
  }

  private int drain(String... arguments) {
    CommandLine line = new CommandLine(new DrainCommand());
    line.setOut(new PrintWriter(out, true));
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--dir";
    all[arguments.length + 1] = temporary.toString();
    return line.execute(all);
  }
}
