package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code train} makes of command lines, where no fleet runs. */
class TrainCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void takesALineOfYolov9sReadmeAfterItsName() throws Exception {
    JsonNode request =
        request(
            "python train_dual.py --workers 8 --device 0 --batch 16 --data data/coco.yaml --img 640 --cfg models/detect/yolov9-c.yaml --weights '' --name yolov9-c --hyp hyp.scratch-high.yaml --min-items 0 --epochs 500 --close-mosaic 15");
    assertThat(request.path("job").asText()).isEqualTo("yolov9-c");
    assertThat(request.path("cfg").asText()).isEqualTo("yolov9-c");
    assertThat(request.path("device").asText()).isEqualTo("0");
    assertThat(request.path("epochs").asInt()).isEqualTo(500);
    assertThat(request.path("close_mosaic").asInt()).isEqualTo(15);
    assertThat(request.has("weights")).isFalse();
    assertThat(err.toString())
        .isEqualTo("baton: --cfg: there is no such file here; takes the built-in yolov9-c\n");
  }

  @Test
  void namesTheLauncherThatItLeavesOut() throws Exception {
    for (String launcher :
        new String[] {
          "python -m torch.distributed.launch --nproc_per_node 8 --master_port 9527",
          "torchrun --nproc_per_node 2",
          "CUDA_VISIBLE_DEVICES=1 python3",
          "NCCL_P2P_DISABLE=1 torchrun",
          "-m torch.distributed.run"
        }) {
      err.getBuffer().setLength(0);
      JsonNode request =
          request(launcher + " /y/train.py --device 0,1 --data d.yaml --cfg gelan-c --sync-bn");
      assertThat(request.path("device").asText()).isEqualTo("0,1");
      assertThat(err.toString().lines())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("baton: " + launcher + ": the launcher"),
              line -> assertThat(line).startsWith("baton: --sync-bn: batch norms"));
    }
  }

  @Test
  void namesEveryOptionThatMeansNothingHere() throws Exception {
    request(
        "--data d --cfg gelan-t --project runs/x --exist-ok --nosave --noval --noautoanchor --bucket b --local_rank -1 --entity me --upload_dataset --bbox_interval -1 --artifact_alias latest");
    assertThat(err.toString().lines()).hasSize(11).allMatch(line -> line.startsWith("baton: --"));
    assertThat(err.toString())
        .contains("--project runs/x: no folder is written", "--local_rank -1: launchers set it");
  }

  @Test
  void refusesToEvolveBecauseThatWouldBeAnotherTraining() {
    assertThat(run("--data d --cfg gelan-t --dry-run --skip-checks --evolve 300")).isEqualTo(2);
    assertThat(err.toString()).startsWith("--evolve 300: hyper-parameters do not evolve here");
  }

  @Test
  void completesOptionsThatCanOnlyMeanOneThing() throws Exception {
    JsonNode request = request("--dat d --cf gelan-t --epoch 3 --opt=AdamW --label 0.1");
    assertThat(request.path("epochs").asInt()).isEqualTo(3);
    assertThat(request.path("optimizer").asText()).isEqualTo("AdamW");
    assertThat(request.path("label_smoothing").asDouble()).isEqualTo(0.1);
    assertThat(run("--data d --cfg gelan-t --w 3")).as("--weights or --workers").isEqualTo(2);
  }

  @Test
  void takesTheNameCfgForTheModels() throws Exception {
    assertThat(request("--data d --cfg gelan-t --name cfg").path("job").asText())
        .isEqualTo("gelan-t");
  }

  @Test
  void refusesOtherScriptsThanThoseThatTrainDetectors() {
    assertThat(run("python segment/train.py --data d")).isEqualTo(2);
    assertThat(err.toString()).contains("segment/train.py does not train a detector");
    assertThat(run("val_dual.py --data d")).isEqualTo(2);
    assertThat(err.toString()).contains("baton val WEIGHTS");
    assertThat(run("python --data d")).isEqualTo(2);
    assertThat(err.toString()).contains("no script of YOLOv9 follows");
  }

  @Test
  void asksWhichTrainingShallBeResumed() {
    assertThat(run("--data d --cfg gelan-t --dry-run --skip-checks --resume")).isEqualTo(1);
    assertThat(err.toString()).contains("name the last.pt").contains("baton resume JOB");
  }

  @Test
  void tellsWhatADryRunHasFoundAndWouldSend() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images"));
    Path data =
        Files.writeString(
            folder.resolve("data.yaml"), "train: images\nval: images\nnames: [cat, dog]\n");
    assertThat(run("--data %s --cfg gelan-t --img 64 --dry-run".formatted(data))).isZero();
    assertThat(out.toString())
        .contains("Nothing is sent")
        .contains("gelan-t: ", " layers, 2 classes, ", " GFLOPs at 64 px")
        .contains("train %s, val %s, 2 classes: cat, dog".formatted(images, images))
        .contains("\"type\" : \"train\"");
  }

  @Test
  void namesATaskThatOnlyWorkersKnowAndRefusesAMisspeltOne() {
    assertThat(run("--task spirals --dry-run")).isZero();
    assertThat(err.toString())
        .startsWith(
            "baton: --task spirals: only tiny, yolov9 are known here, so nothing is checked");

    err.getBuffer().setLength(0);
    assertThat(run("--task tinny --dry-run")).isEqualTo(1);
    assertThat(err.toString()).contains("did you mean tiny?");
    assertThat(run("--task tinny --dry-run --skip-checks")).isZero();
  }

  @Test
  void aDryRunFindsThatTheWeightsAreNotThere() throws Exception {
    Files.createDirectories(folder.resolve("images"));
    Path data =
        Files.writeString(folder.resolve("data.yaml"), "train: images\nval: images\nnames: [a]\n");
    assertThat(run("--data %s --cfg gelan-t --weights no.pt --dry-run".formatted(data)))
        .isEqualTo(1);
    assertThat(err.toString()).contains("no.pt: there is no such file; give its path");
  }

  /** The request that a dry run of {@code line} shows. */
  private JsonNode request(String line) throws IOException {
    out.getBuffer().setLength(0);
    assertThat(run(line + " --dry-run --skip-checks")).as(err.toString()).isZero();
    return Json.MAPPER.readTree(out.toString().substring(out.toString().indexOf('{')));
  }

  private int run(String words) {
    CommandLine line = new CommandLine(new TrainCommand());
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    line.setExecutionExceptionHandler(
        (e, failed, result) -> {
          err.append(e.getMessage());
          return 1;
        });
    Stream<String> typed = Arrays.stream(words.split(" ")).map(w -> w.equals("''") ? "" : w);
    return line.execute(typed.toArray(String[]::new));
  }
}
