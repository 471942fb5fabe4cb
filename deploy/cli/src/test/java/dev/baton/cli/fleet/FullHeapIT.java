package dev.baton.cli.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.messages.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real workers with little Java heap, of which their job takes more at each step. */
class FullHeapIT {
  private static final int LONGEST_LIFE_SECONDS = 60;
  private static final int HEAP_FULL = 3;
  private static final int MAX_ATTEMPTS = 5;

  @TempDir Path temporary;

  @Test
  void aJobThatFillsTheHeapOfFiveWorkersFailsWithThatSentence() throws Exception {
    FleetFolder folder = new FleetFolder(temporary.resolve("fleet"));
    FleetOptions options = new FleetOptions(folder, 1, 1, FleetOptions.Ports.ANY);
    try (LocalFleet fleet = LocalFleet.open(options, line -> {})) {
      fleet.start();
      try (FleetObserver observer = new FleetObserver(fleet.connection().kafka())) {
        observer.request("greedy", request());
        List<Integer> ends = new ArrayList<>();
        for (int i = 1; i <= MAX_ATTEMPTS; i++) {
          ends.add(runWorker(folder, "narrow-" + i));
        }
        assertThat(ends).hasSize(MAX_ATTEMPTS).containsOnly(HEAP_FULL);
        try (WorkerProcess last =
            WorkerProcess.start(
                fleet.connection(),
                folder.path().resolve("natives"),
                "last",
                "narrow",
                List.of(),
                Map.of())) {
          observer.await("job greedy to end", () -> observer.isOver("greedy"));
          assertThat(last).isNotNull();
        }
        assertThat(observer.of(Event.JobFailed.class, "greedy"))
            .singleElement()
            .extracting(Event.JobFailed::why)
            .asString()
            .contains(
                "5 attempts in a row were lost",
                "narrow-1, narrow-2, narrow-3, narrow-4, narrow-5: ran out of Java heap");
      }
    }
  }

  private static byte[] request() {
    return """
        {"version":1,"type":"train","job":"greedy","task":"tiny","pool":"narrow","epochs":1,"batch":8,"checkpoint_every":"1h","requestId":"r","hyp":{"steps":100,"hoard_megabytes":8}}
        """
        .strip()
        .getBytes(UTF_8);
  }

  /** Runs {@code baton worker} to its end and returns its exit status. */
  private int runWorker(FleetFolder folder, String name) throws IOException, InterruptedException {
    String dist = System.getProperty("baton.dist");
    List<String> line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dbaton.dist=" + dist,
            "-cp",
            dist + "/lib/*",
            "dev.baton.cli.BatonCommand",
            "worker",
            "--dir",
            folder.toString(),
            "--name",
            name,
            "--pool",
            "narrow");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve(name + ".log").toFile());
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Xmx96m");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(LONGEST_LIFE_SECONDS, TimeUnit.SECONDS))
          .as("%s to end by itself", name)
          .isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }
}
