package dev.baton.cli.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicSetup;
import dev.baton.common.messages.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/**
 * The jars against Kafka and MinIO as others run them: {@code mvn verify -Pcontainers}. Skipped
 * where no container engine can be reached.
 */
@Tag("containers")
class ContainerFleetIT {
  private static final int EPOCHS = 10;

  /** Kept, for whoever has to find out why the test failed. */
  private static final Path LOGS = Path.of("target", "container-test");

  @TempDir Path temporary;

  private final Map<String, Process> processes = new TreeMap<>();

  /** Before any container is described, which would ask for the engine and fail. */
  @BeforeEach
  void requireEngine() {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(), "no container engine can be reached");
  }

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (Process process : processes.values()) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aKilledWorkerChangesNoBitOnKafkaAndMinioInContainers() throws Exception {
    try (KafkaInContainer kafka = new KafkaInContainer();
        MinioInContainer minio = new MinioInContainer()) {
      kafka.start();
      minio.start();
      KafkaConnection connection = KafkaConnection.of(kafka.address());
      try (TopicSetup topics = new TopicSetup(connection)) {
        topics.prepare("default");
      }
      start("scheduler", kafka, minio, "scheduler");
      start("worker-1", kafka, minio, "worker", "--name", "worker-1");
      start("worker-2", kafka, minio, "worker", "--name", "worker-2");

      try (FleetObserver observer = new FleetObserver(connection)) {
        train(observer, "unbroken");
        String unbroken = observer.finalDigest("unbroken");

        train(observer, "killed");
        observer.await(
            "a checkpoint", () -> !observer.of(Event.Checkpointed.class, "killed").isEmpty());
        String killed = observer.of(Event.Checkpointed.class, "killed").getLast().worker();
        processes.get(killed).destroyForcibly().waitFor();

        assertThat(observer.finalDigest("killed")).isEqualTo(unbroken);
        assertThat(observer.of(Event.AttemptStarted.class, "killed"))
            .extracting(Event.AttemptStarted::worker)
            .contains("worker-1", "worker-2");
      }
    }
  }

  /** Starts {@code baton COMMAND} as a process of this machine against the containers. */
  private void start(String name, KafkaInContainer kafka, MinioInContainer minio, String... command)
      throws IOException {
    String dist = System.getProperty("baton.dist");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx96m", "-Dbaton.dist=" + dist, "-cp", dist + "/lib/*"));
    line.add("dev.baton.cli.BatonCommand");
    line.addAll(List.of(command));
    line.addAll(List.of("--kafka", kafka.address()));
    line.addAll(List.of("--store", minio.store(), "--store-endpoint", minio.endpoint()));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(Files.createDirectories(LOGS).resolve(name + ".log").toFile());
    builder.environment().put("BATON_DIR", temporary.resolve("baton").toString());
    builder.environment().put("AWS_ACCESS_KEY_ID", MinioInContainer.ACCESS_KEY);
    builder.environment().put("AWS_SECRET_ACCESS_KEY", MinioInContainer.SECRET_KEY);
    processes.put(name, builder.start());
  }

  private static void train(FleetObserver observer, String job) {
    observer.request(
        job,
        """
        {"version":1,"type":"train","job":"%s","task":"tiny","epochs":%d,"batch":8,"checkpoint_every":"300ms","requestId":"%s","hyp":{"steps":25,"step_millis":8}}
        """
            .formatted(job, EPOCHS, UUID.randomUUID())
            .strip()
            .getBytes(UTF_8));
  }
}
