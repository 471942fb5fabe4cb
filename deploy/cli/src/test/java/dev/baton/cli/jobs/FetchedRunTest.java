package dev.baton.cli.jobs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.output.Line;
import dev.baton.common.checkpoint.JobPictures;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.yolo.metrics.ResultsCsv;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchedRunTest {
  private static final String JOB = "exp1";

  @TempDir Path folder;
  private ObjectStore store;
  private StoredTraining training;
  private Path run;

  @BeforeEach
  void startAttempt() throws Exception {
    store = new DirectoryObjectStore(folder.resolve("store"));
    training = new StoredTraining(store, JOB);
    run = folder.resolve("run");
  }

  @Test
  void writesTheNewestAndTheFittestWeights() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.7));
    training.checkpoint(2, 0, Optional.of(1L), Optional.of(0.4));
    training.checkpoint(2, 5, Optional.of(2L), Optional.empty());
    fetch(false);
    assertThat(weight(RunFile.LAST)).isEqualTo(2.5f);
    assertThat(weight(RunFile.BEST)).isEqualTo(1.0f);
    assertThat(Files.readString(run.resolve("digest.txt"))).startsWith("ema/weight F32 1 ");
  }

  @Test
  void takesTheLaterOfTwoEquallyFitCheckpoints() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    training.checkpoint(2, 0, Optional.of(1L), Optional.of(0.5));
    fetch(false);
    assertThat(weight(RunFile.BEST)).isEqualTo(2.0f);
  }

  @Test
  void writesTheEpochsThatSavePeriodNames() throws Exception {
    store = new DirectoryObjectStore(folder.resolve("kept"));
    training = new StoredTraining(store, JOB, ",\"save_period\":2");
    for (int finished = 1; finished <= 4; finished++) {
      Optional<Long> parent = finished == 1 ? Optional.empty() : Optional.of(finished - 1L);
      training.checkpoint(finished, 0, parent, Optional.of(0.5));
    }
    fetch(false);
    assertThat(weight("weights/epoch0.safetensors")).isEqualTo(1.0f);
    assertThat(weight("weights/epoch2.safetensors")).isEqualTo(3.0f);
    assertThat(run.resolve("weights/epoch1.safetensors")).doesNotExist();
    assertThat(run.resolve("weights/epoch3.safetensors")).doesNotExist();
  }

  @Test
  void writesOptionsAndHyperParametersInYolov9sOrder() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    fetch(false);
    assertThat(Files.readString(run.resolve("hyp.yaml")))
        .isEqualTo("lr0: 0.02\nweight_decay: 0.0005\nmosaic: 1.0\nours: 2.0\n");
    assertThat(Files.readString(run.resolve("opt.yaml")))
        .isEqualTo(
            """
            weights: ''
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
            rect: false
            noplots: false
            cache: none
            image_weights: false
            device: cpu
            multi_scale: false
            single_cls: false
            optimizer: SGD
            workers: 1
            name: exp1
            quad: false
            cos_lr: false
            flat_cos_lr: false
            fixed_lr: false
            label_smoothing: 0.0
            patience: 100
            freeze:
            - 0
            save_period: -1
            seed: 0
            min_items: 0
            close_mosaic: 0
            save_dir: %s
            nbs: 64
            threads: 1
            amp: fp32
            task: yolov9
            """
                .formatted(run));
  }

  @Test
  void writesResultsAsTheReferenceDoes() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    fetch(false);
    List<String> lines = Files.readAllLines(run.resolve("results.csv"));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo(ResultsCsv.header());
    assertThat(lines.get(1)).startsWith(" ".repeat(19) + "0,").contains("nan");
  }

  @Test
  void writesTheSameResultsForTensorBoard() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    training.checkpoint(1, 5, Optional.of(1L), Optional.empty());
    assertThat(fetch(false)).contains(Line.plain("events.out.tfevents.baton  1 epoch"));
    String events = Files.readString(run.resolve("events.out.tfevents.baton"), ISO_8859_1);
    assertThat(events).contains("train/box_loss", "x/lr2").doesNotContain("epoch");
    assertThat(events.split("metrics/recall")).as("one epoch").hasSize(2);
  }

  @Test
  void takesAnOlderCheckpointForADamagedOneAndSaysSo() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    training.checkpoint(2, 0, Optional.of(1L), Optional.of(0.6));
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
  void aCheckpointThatLacksAFileIsDamagedUnlessItWasNotNeeded() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    training.checkpoint(2, 0, Optional.of(1L), Optional.of(0.6));
    Files.delete(folder.resolve("store/jobs/exp1/data/attempt-1/2-0/ema.safetensors"));
    assertThat(fetch(false).getFirst().text())
        .startsWith("checkpoint 2 is damaged, an older one is taken: ")
        .contains("2-0/ema.safetensors");
  }

  @Test
  void refusesAFolderThatHasSomethingInItUnlessToldToOverwrite() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    Files.createDirectories(run);
    Files.writeString(run.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> fetch(false)).hasMessageContaining("--overwrite");
    fetch(true);
    assertThat(run.resolve("notes.txt")).hasContent("mine");
    assertThat(run.resolve("weights/last.safetensors")).exists();
  }

  @Test
  void writesThePicturesAndRemovesThoseOfAnEarlierFetch() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    new JobPictures(store, JOB).put("labels.png", new byte[] {1, 2});
    Files.createDirectories(run);
    Files.write(run.resolve("P_curve.png"), new byte[] {3});
    Files.write(run.resolve("my own.png"), new byte[] {4});
    assertThat(fetch(true)).contains(Line.plain("*.png  2 pictures"));
    assertThat(run.resolve("labels.png")).hasBinaryContent(new byte[] {1, 2});
    assertThat(run.resolve("P_curve.png")).doesNotExist();
    assertThat(run.resolve("my own.png")).exists();
  }

  /** Workers draw the curves only when a training has ended. */
  @Test
  void drawsTheCurvesOfTheEpochsSoFar() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    new JobPictures(store, JOB).put("results.png", new byte[] {1, 2});
    fetch(false);
    assertThat(ImageIO.read(run.resolve("results.png").toFile()).getWidth()).isEqualTo(1920);
  }

  @Test
  void weightsOfEpochsThatAnotherJobLeftDoNotPassForThisOnes() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    Path weights = Files.createDirectories(run.resolve("weights"));
    Files.writeString(weights.resolve("epoch49.safetensors"), "of another job");
    Files.writeString(weights.resolve("mine.safetensors"), "own");
    fetch(true);
    assertThat(weights.resolve("epoch49.safetensors")).doesNotExist();
    assertThat(weights.resolve("mine.safetensors")).exists();
  }

  @Test
  void neverWritesThroughALinkOutOfItsFolder() throws Exception {
    training.checkpoint(1, 0, Optional.empty(), Optional.of(0.5));
    Path outside = Files.writeString(folder.resolve("outside.txt"), "precious");
    Files.createDirectories(run);
    Files.createSymbolicLink(run.resolve("opt.yaml"), outside);
    fetch(true);
    assertThat(outside).hasContent("precious");
    assertThat(run.resolve("opt.yaml")).isRegularFile();

    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path other = Files.createDirectories(folder.resolve("other"));
    for (String link : List.of("weights", "state")) {
      Files.createSymbolicLink(other.resolve(link), elsewhere);
      assertThatThrownBy(() -> RunDirectory.open(other, true))
          .hasMessageContaining(link + " is no plain folder");
      Files.delete(other.resolve(link));
    }
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void saysThatThereIsNoCheckpointYet() {
    assertThatThrownBy(() -> fetch(false)).hasMessageContaining("no checkpoint yet");
  }

  private List<Line> fetch(boolean mayOverwrite) throws Exception {
    return FetchedRun.write(store, JOB, training.history(), RunDirectory.open(run, mayOverwrite));
  }

  private float weight(RunFile file) throws Exception {
    return weight(file.path());
  }

  private float weight(String path) throws Exception {
    byte[] bytes = Files.readAllBytes(run.resolve(path));
    return Safetensors.read(ByteBuffer.wrap(bytes))
        .getFirst()
        .data()
        .order(ByteOrder.LITTLE_ENDIAN)
        .getFloat(0);
  }
}
