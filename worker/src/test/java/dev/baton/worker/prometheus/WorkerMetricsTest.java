package dev.baton.worker.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.process.Machine;
import dev.baton.common.prometheus.Promtool;
import dev.baton.worker.attempt.AttemptRunner;
import dev.baton.worker.attempt.AttemptSignals;
import dev.baton.worker.attempt.CrashPoints;
import dev.baton.worker.attempt.FactSink;
import dev.baton.worker.attempt.ProgressBoard;
import dev.baton.worker.attempt.StepWatch;
import dev.baton.worker.attempt.Surroundings;
import dev.baton.worker.tiny.TinyTrainerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerMetricsTest {
  private static final Path DOCUMENT = Path.of("../docs/metrics.md");
  private static final Path DASHBOARD = Path.of("../deploy/grafana/workers.json");

  @TempDir Path folder;
  private final WorkerMetrics metrics = new WorkerMetrics();

  @Test
  void countWhatAJobTakes() throws Exception {
    train(2);
    String page = page();
    assertThat(page)
        .contains("baton_worker_steps_total 20.0")
        .contains("baton_worker_images_total 160.0")
        .contains("baton_worker_epochs_total 2.0")
        .contains("baton_worker_step_seconds_count 20")
        .contains("baton_worker_checkpoint_seconds_count 2")
        .contains("baton_worker_attempts_started_total 1.0")
        .contains("baton_worker_attempts_ended_total{reason=\"done\"} 1.0");
    assertThat(value(page, "baton_worker_checkpoint_bytes_total")).isGreaterThan(1000);
    assertThat(
            value(page, "baton_worker_store_requests_total{operation=\"create\",outcome=\"done\"}"))
        .as("entries of the log: the start, the data and two checkpoints")
        .isEqualTo(4);
    assertThat(page)
        .as("nothing of a step is left after its attempt")
        .doesNotContain("baton_worker_loss{");
  }

  @Test
  void tellFailedTriesFromAnswers() throws Exception {
    ObjectStore store = new MeteredStore(new DirectoryObjectStore(folder), metrics);
    assertThatThrownBy(() -> store.read("nothing")).isInstanceOf(IOException.class);
    Files.writeString(folder.resolve("file"), "no folder");
    assertThatThrownBy(() -> store.createIfAbsent("file/key", new byte[1]))
        .isInstanceOf(IOException.class);
    assertThat(page())
        .contains("baton_worker_store_requests_total{operation=\"read\",outcome=\"done\"} 1.0")
        .contains("baton_worker_store_requests_total{operation=\"create\",outcome=\"failed\"} 1.0");
  }

  /** A checkpoint may be larger than the memory of who restores it. */
  @Test
  void leaveItToTheStoreToReadALargeObjectPieceByPiece() throws Exception {
    new DirectoryObjectStore(folder).upload("key", Content.of("large".getBytes(UTF_8)));
    ObjectStore store = new MeteredStore(new StoreOfLargeObjects(folder), metrics);
    try (InputStream stream = store.open("key")) {
      assertThat(stream).hasContent("large");
    }
    assertThat(page())
        .contains("baton_worker_store_requests_total{operation=\"read\",outcome=\"done\"} 1.0");
  }

  @Test
  void tellTheLeaseTheStateAndTheMemory() throws Exception {
    metrics.leaseRenewed(true);
    metrics.leaseRenewed(false);
    metrics.watchState(() -> WorkerState.IDLE);
    String page = page();
    assertThat(page)
        .contains("baton_worker_lease_renewals_total{outcome=\"confirmed\"} 1.0")
        .contains("baton_worker_lease_renewals_total{outcome=\"refused\"} 1.0")
        .contains("baton_worker_state{state=\"idle\"} 1.0")
        .contains("baton_worker_state{state=\"busy\"} 0.0");
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "Skipped: only Linux tells the memory");
    assertThat(value(page, "process_resident_memory_bytes")).isGreaterThan(1e7);
  }

  @Test
  void areAllInTheDocument() throws Exception {
    metrics.watchState(() -> WorkerState.IDLE);
    assertThat(duringAStep()).isEqualTo(documented());
  }

  private static Map<String, String> documented() throws IOException {
    return Pattern.compile("(?m)^\\| `(baton_worker_\\w+|process_\\w+)`[^|]*\\| (\\w+) \\|")
        .matcher(Files.readString(DOCUMENT))
        .results()
        .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2), (a, b) -> a, TreeMap::new));
  }

  /** The parts of a histogram and of a counter are named after it. */
  @Test
  void areAllThatTheDashboardShows() throws Exception {
    Set<String> shown =
        Pattern.compile("\\b(baton_worker|process)_[a-z_]+")
            .matcher(Files.readString(DASHBOARD))
            .results()
            .map(match -> match.group().replaceFirst("_bucket$", ""))
            .collect(Collectors.toSet());
    assertThat(shown).hasSizeGreaterThan(10);
    assertThat(documented().keySet()).containsAll(shown);
  }

  @Test
  void theDashboardsQueriesCanBeParsed() throws Exception {
    List<String> expressions =
        Json.MAPPER.readTree(DASHBOARD.toFile()).findValuesAsText("expr").stream()
            .map(expression -> expression.replace("$worker", ".*"))
            .toList();
    assertThat(expressions).hasSizeGreaterThan(10);
    assertThat(Promtool.checkQueries(expressions, folder)).isEmpty();
  }

  @Test
  void passPromtoolsCheck() throws Exception {
    metrics.watchState(() -> WorkerState.IDLE);
    train(1);
    assertThat(Promtool.checkMetrics(page())).isEmpty();
  }

  @Test
  void refuseAnAddressThatIsNoneOrTaken() {
    assertThatThrownBy(() -> MetricsServer.start("9464", metrics))
        .hasMessageContaining("give HOST:PORT, for example 127.0.0.1:9464");
    try (MetricsServer server = MetricsServer.start("127.0.0.1:0", metrics)) {
      String taken = URI.create(server.url()).getAuthority();
      assertThatThrownBy(() -> MetricsServer.start(taken, metrics))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Give another port");
    }
  }

  /** Names and types of all metrics, with a step's losses, which are there only while it trains. */
  private Map<String, String> duringAStep() throws Exception {
    StringBuilder page = new StringBuilder();
    train(
        1,
        fact -> {
          if (fact instanceof Event.FirstStepDone) {
            page.append(page());
          }
        });
    return Pattern.compile("(?m)^# TYPE (\\S+) (\\w+)$")
        .matcher(page)
        .results()
        .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2), (a, b) -> a, TreeMap::new));
  }

  private void train(int through) throws Exception {
    train(through, fact -> {});
  }

  private void train(int through, Consumer<Event> listener) throws Exception {
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"a\",\"task\":\"tiny\",\"epochs\":4,\"batch\":8,\"hyp\":{\"steps\":10,\"step_millis\":0}}";
    JobSpec spec = ((Request.Train) RequestReader.read(request.getBytes(UTF_8), "r")).spec();
    TrainEpochs command =
        new TrainEpochs(
            "a", 1, 0, through, spec, SpecDigest.of(spec), Optional.empty(), Instant.EPOCH);
    FactSink facts =
        new FactSink() {
          @Override
          public void report(Event fact) {
            listener.accept(fact);
          }

          @Override
          public boolean awaitStored(AttemptSignals signals) {
            return true;
          }
        };
    StepWatch watch = new StepWatch(Surroundings.USUAL_SLACK, Machine.REAL);
    try (AttemptRunner runner =
        new AttemptRunner(
            "w1",
            new MeteredStore(new DirectoryObjectStore(folder), metrics),
            Map.of("tiny", new TinyTrainerFactory()),
            new MeteredFacts(facts, metrics),
            new ProgressBoard(),
            Duration.ofSeconds(5),
            new Surroundings(
                Clock.systemUTC(),
                Machine.REAL,
                CrashPoints.NONE,
                watch,
                Optional.empty(),
                metrics))) {
      runner.run(command, new AttemptSignals());
    }
  }

  private String page() {
    try (MetricsServer server = MetricsServer.start("127.0.0.1:0", metrics);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(server.url())).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static double value(String page, String sample) {
    MatchResult found =
        Pattern.compile("(?m)^" + Pattern.quote(sample) + " (\\S+)$")
            .matcher(page)
            .results()
            .findFirst()
            .orElseThrow(() -> new AssertionError("No %s in %s".formatted(sample, page)));
    return Double.parseDouble(found.group(1));
  }
}
