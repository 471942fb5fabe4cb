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
  /** Begun by the reference: tiny.yaml, five epochs of eight; see make_last.py beside it. */
  private static final Path LAST =
      Path.of("../../worker/src/test/resources/dev/baton/worker/yolo/takeover/last.pt");

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
  void takesOverTheOptionsOfATrainingOfYolov9AndNamesThem() throws Exception {
    JsonNode request = request("--resume %s --data d".formatted(LAST));
    assertThat(request.path("cfg").asText()).contains("DDetect");
    assertThat(request.path("imgsz").asInt()).as("50, rounded as YOLOv9 does").isEqualTo(64);
    assertThat(request.path("batch").asInt()).isEqualTo(4);
    assertThat(request.path("epochs").asInt()).isEqualTo(8);
    assertThat(request.path("workers").asInt()).isEqualTo(2);
    assertThat(request.path("close_mosaic").asInt()).isEqualTo(2);
    assertThat(request.path("lr_schedule").asText()).isEqualTo("cos");
    assertThat(request.path("plots").asBoolean()).isFalse();
    assertThat(request.path("freeze")).isEmpty();
    assertThat(request.path("hyp").toString()).isEqualTo("{\"lr0\":0.02}");
    assertThat(request.path("device").asText()).isEqualTo("cpu");
    assertThat(request.path("data").asText()).endsWith("/d");
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("baton: --resume %s: takes over cfg ".formatted(LAST))
                    .contains("imgsz 64", "batch 4", "hyp {\"lr0\":0.02}", "lr_schedule cos")
                    .doesNotContain("optimizer", "freeze"),
            line ->
                assertThat(line)
                    .contains("leaves behind", "device 0", "name ref")
                    .contains("project runs/\\u001B[31mtrain")
                    .doesNotContain("data", "weights", "bucket"));
  }

  @Test
  void givenOptionsCountMoreThanThoseOfTheTraining() throws Exception {
    JsonNode request =
        request("--resume %s --data d --epochs 12 --fixed-lr --workers 0".formatted(LAST));
    assertThat(request.path("epochs").asInt()).isEqualTo(12);
    assertThat(request.path("lr_schedule").asText()).isEqualTo("fixed");
    assertThat(request.path("workers").asInt()).isZero();
    assertThat(err.toString()).doesNotContain("epochs", "lr_schedule");
  }

  @Test
  void asksForTheDataWhereThePathOfTheTrainingLeadsNowhere() {
    assertThat(run("--resume %s --dry-run".formatted(LAST))).isEqualTo(2);
    assertThat(err.toString()).contains("data sets/data.yaml", "--data is missing");
  }

  @Test
  void refusesAnotherModelImageSizeBatchOrClassesThanTheTrainings() throws Exception {
    Files.createDirectories(folder.resolve("images"));
    Path data = folder.resolve("data.yaml");
    Files.writeString(data, "train: images\nval: images\nnames: [box, disc]\n");
    String line = "--resume %s --data %s --dry-run".formatted(LAST, data);
    assertThat(run(line)).as(err.toString()).isZero();
    assertRefused(line + " --batch 8", "was trained with batch 4, the job has 8");
    assertRefused(line + " --img 96", "was trained with imgsz 64, the job has 96");
    assertRefused(line + " --cfg gelan-t", "is of another model; leave --cfg out");
    assertRefused(line + " --epochs 5", "has finished 5 epochs and epochs is 5");
    Files.writeString(data, "train: images\nval: images\nnames: [disc, box]\n");
    assertRefused(line, "the data have the 2 classes [disc, box]");
  }

  @Test
  void whatOnlyWorkersHaveCannotBeTakenOver() throws Exception {
    request("--resume /w/last.pt --data d --cfg gelan-t");
    assertThat(err.toString())
        .isEqualTo(
            "baton: --resume /w/last.pt: it is not here, so give the options that it was begun with\n");
    assertRefused("--resume /w/last.pt --dry-run", "/w/last.pt: there is no such file");
  }

  private void assertRefused(String line, String why) {
    err.getBuffer().setLength(0);
    assertThat(run(line)).isEqualTo(1);
    assertThat(err.toString()).contains(why);
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
