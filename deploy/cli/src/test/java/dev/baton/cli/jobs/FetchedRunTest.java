package dev.baton.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.output.Line;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.CheckpointStore.Uploaded;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.worker.yolo.metrics.ResultsCsv;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchedRunTest {
  private static final String JOB = "exp1";
  private static final String ATTEMPT = "attempt-1";

  @TempDir Path folder;
  private DirectoryObjectStore store;
  private CheckpointStore checkpoints;
  private JobLog log;
  private JobHistory history = JobHistory.empty();
  private Path run;

  @BeforeEach
  void startAttempt() throws Exception {
    store = new DirectoryObjectStore(folder.resolve("store"));
    checkpoints = new CheckpointStore(store, JOB);
    log = new JobLog(store, JOB);
    run = folder.resolve("run");
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"exp1\",\"cfg\":\"gelan-t\",\"data\":\"/d/data.yaml\",\"hyp\":{\"lr0\":0.02}}";
    Request.Train train = (Request.Train) RequestReader.read(request.getBytes(UTF_8), "r-1");
    append(
        new AttemptStarted(
            "e0", ATTEMPT, 1, "worker-1", "cpu", "digest", train.spec(), Instant.EPOCH));
  }

  @Test
  void writesTheNewestAndTheFittestWeights() throws Exception {
    checkpoint(1, 0, Optional.empty(), Optional.of(0.7));
    checkpoint(2, 0, Optional.of(1L), Optional.of(0.4));
    checkpoint(2, 5, Optional.of(2L), Optional.empty());
    fetch(false);
    assertThat(weight(RunFile.LAST)).isEqualTo(2.5f);
    assertThat(weight(RunFile.BEST)).isEqualTo(1.0f);
    assertThat(Files.readString(run.resolve("digest.txt"))).startsWith("ema/weight F32 1 ");
  }

  @Test
  void takesTheLaterOfTwoEquallyFitCheckpoints() throws Exception {
    checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    checkpoint(2, 0, Optional.of(1L), Optional.of(0.5));
    fetch(false);
    assertThat(weight(RunFile.BEST)).isEqualTo(2.0f);
  }

  @Test
  void writesOptionsAndHyperParametersInYolov9sOrder() throws Exception {
    checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    fetch(false);
    assertThat(Files.readString(run.resolve("hyp.yaml")))
        .isEqualTo("lr0: 0.02\nweight_decay: 0.0005\nmosaic: 1.0\nours: 2.0\n");
    assertThat(Files.readString(run.resolve("opt.yaml")))
        .isEqualTo(
            """
            cfg: gelan-t
            data: /d/data.yaml
            hyp:
              lr0: 0.02
              weight_decay: 0.0005
              mosaic: 1.0
              ours: 2.0
            epochs: 100
            batch_size: 16
            imgsz: 640
            optimizer: SGD
            workers: 1
            name: exp1
            patience: 100
            save_period: -1
            seed: 0
            min_items: 0
            close_mosaic: 0
            save_dir: %s
            nbs: 64
            threads: 1
            task: yolov9
            """
                .formatted(run));
  }

  @Test
  void writesResultsAsTheReferenceDoes() throws Exception {
    checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    fetch(false);
    List<String> lines = Files.readAllLines(run.resolve("results.csv"));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo(ResultsCsv.header());
    assertThat(lines.get(1)).startsWith(" ".repeat(19) + "0,").contains("nan");
  }

  @Test
  void takesAnOlderCheckpointForADamagedOneAndSaysSo() throws Exception {
    checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    checkpoint(2, 0, Optional.of(1L), Optional.of(0.6));
    Path ema = folder.resolve("store/jobs/exp1/data/attempt-1/2-0/ema.safetensors");
    byte[] bytes = Files.readAllBytes(ema);
    bytes[bytes.length - 1] ^= 1;
    Files.write(ema, bytes);
    List<Line> report = fetch(false);
    assertThat(weight(RunFile.LAST)).isEqualTo(1.0f);
    assertThat(weight(RunFile.BEST)).isEqualTo(1.0f);
    assertThat(report.getFirst().text())
        .startsWith("checkpoint 2 is damaged, an older one is taken: ")
        .contains("2-0/ema.safetensors");
  }

  @Test
  void refusesAFolderThatHasSomethingInItUnlessToldToOverwrite() throws Exception {
    checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    Files.createDirectories(run);
    Files.writeString(run.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> fetch(false)).hasMessageContaining("--overwrite");
    fetch(true);
    assertThat(run.resolve("notes.txt")).hasContent("mine");
    assertThat(run.resolve("weights/last.safetensors")).exists();
  }

  @Test
  void neverWritesThroughALinkOutOfItsFolder() throws Exception {
    checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    Path outside = Files.writeString(folder.resolve("outside.txt"), "precious");
    Files.createDirectories(run);
    Files.createSymbolicLink(run.resolve("opt.yaml"), outside);
    fetch(true);
    assertThat(outside).hasContent("precious");
    assertThat(run.resolve("opt.yaml")).isRegularFile();

    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.createSymbolicLink(other.resolve("weights"), elsewhere);
    assertThatThrownBy(() -> RunDirectory.open(other, true))
        .hasMessageContaining("no plain folder");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void saysThatThereIsNoCheckpointYet() {
    assertThatThrownBy(() -> fetch(false)).hasMessageContaining("no checkpoint yet");
  }

  private List<Line> fetch(boolean mayOverwrite) throws Exception {
    return FetchedRun.write(JOB, history, checkpoints, RunDirectory.open(run, mayOverwrite));
  }

  private void append(dev.baton.common.checkpoint.LogEntry entry) throws Exception {
    log.append(history.nextSequence(), entry);
    history = history.with(entry);
  }

  /** A checkpoint whose only weight is epoch + step / 10. */
  private void checkpoint(int epoch, int step, Optional<Long> parent, Optional<Double> fitness)
      throws Exception {
    ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(0, epoch + step / 10f);
    Tensor weight = new Tensor("weight", Tensor.DType.F32, List.of(1L), data);
    ObjectNode state =
        (ObjectNode)
            Json.MAPPER.readTree(
                "{\"hyp\":{\"ours\":2,\"mosaic\":1,\"lr0\":0.02,\"weight_decay\":0.0005},\"results\":{\"columns\":[],\"rows\":[[0,1,2,3,0.5,0.5,0.5,0.25,null,5,6,0.1,0.01,0.01]]}}");
    ((ObjectNode) state.get("results"))
        .set("columns", Json.MAPPER.valueToTree(ResultsCsv.columns()));
    Uploaded uploaded =
        checkpoints.upload(
            ATTEMPT, epoch, step, new Snapshot(Map.of("ema", List.of(weight)), state));
    append(
        new Checkpointed(
            "e" + history.nextSequence(),
            ATTEMPT,
            epoch,
            step,
            parent,
            uploaded.files(),
            uploaded.digest().hex(),
            Map.of(),
            fitness,
            Instant.EPOCH));
  }

  private float weight(RunFile file) throws Exception {
    byte[] bytes = Files.readAllBytes(run.resolve(file.path()));
    return Safetensors.read(ByteBuffer.wrap(bytes))
        .getFirst()
        .data()
        .order(ByteOrder.LITTLE_ENDIAN)
        .getFloat(0);
  }
}
