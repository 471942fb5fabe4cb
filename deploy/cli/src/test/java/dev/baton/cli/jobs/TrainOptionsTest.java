package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.messages.ByteSize;
import dev.baton.common.messages.DetectionOptions;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.MessageFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TrainOptionsTest {
  @TempDir Path folder;

  @Command
  private static final class Holder {
    @Mixin TrainOptions options;
  }

  @Test
  void leavesEveryDefaultToTheRequestReader() throws Exception {
    JobSpec spec = spec("--data", "/d/data.yaml", "--cfg", "gelan-t");
    assertThat(spec.task()).isEqualTo("yolov9");
    assertThat(spec.imgsz()).isEqualTo(640);
    assertThat(spec.batch()).isEqualTo(16);
    assertThat(spec.checkpointEvery()).isEqualTo(Duration.ofSeconds(60));
    assertThat(spec.owner()).isEqualTo("ada");
  }

  @Test
  void takesTheNamesThatYolov9UsersType() throws Exception {
    for (String name : new String[] {"--img", "--imgsz", "--img-size"}) {
      assertThat(spec("--data", "d", "--cfg", "gelan-t", name, "320").imgsz()).isEqualTo(320);
    }
    for (String name : new String[] {"--batch", "--batch-size"}) {
      assertThat(spec("--data", "d", "--cfg", "gelan-t", name, "8").batch()).isEqualTo(8);
    }
    JobSpec spec =
        spec(
            "--data=d --cfg=gelan-t --epochs=3 --optimizer=AdamW --seed=7 --nbs=8 --patience=0 --save-period=2 --close-mosaic=1 --min-items=4 --workers=2 --threads=3 --checkpoint-every=2s --max-size=20GB --epochs-per-command=5 --pool=gpu --priority=9 --owner=bob --numerics=strict"
                .split(" "));
    assertThat(spec.epochs()).isEqualTo(3);
    assertThat(spec.optimizer()).isEqualTo("AdamW");
    assertThat(spec.seed()).isEqualTo(7);
    assertThat(spec.nbs()).isEqualTo(8);
    assertThat(spec.patience()).isZero();
    assertThat(spec.savePeriod()).isEqualTo(2);
    assertThat(spec.closeMosaic()).isEqualTo(1);
    assertThat(spec.minItems()).isEqualTo(4);
    assertThat(spec.workers()).isEqualTo(2);
    assertThat(spec.threads()).isEqualTo(3);
    assertThat(spec.checkpointEvery()).isEqualTo(Duration.ofSeconds(2));
    assertThat(spec.maxSize()).contains(ByteSize.parse("20GB"));
    assertThat(spec.epochsPerCommand()).contains(5);
    assertThat(spec.pool()).isEqualTo("gpu");
    assertThat(spec.priority()).isEqualTo(9);
    assertThat(spec.owner()).isEqualTo("bob");
    assertThat(spec.isNumericsStrict()).isTrue();
  }

  @Test
  void takesTheRarerOptionsOfYolov9() throws Exception {
    DetectionOptions options =
        spec("--data=d --cfg=gelan-t --weights=/w/yolov9-t.pt --resume=/w/last.pt --flat-cos-lr --label-smoothing=0.1 --freeze 0 2 --amp=bf16 --device=0,1 --rect --quad --image-weights --multi-scale --single-cls --cache --noplots"
                .split(" "))
            .detection();
    assertThat(options)
        .isEqualTo(
            new DetectionOptions(
                Optional.of("/w/yolov9-t.pt"),
                Optional.of("/w/last.pt"),
                "flat-cos",
                0.1,
                List.of(0, 2),
                "bf16",
                "0,1",
                true,
                true,
                true,
                true,
                true,
                "ram",
                false,
                Map.of()));
  }

  @Test
  void refusesTwoCurvesOfTheLearningRate() {
    assertThatThrownBy(() -> spec("--data=d", "--cfg=gelan-t", "--cos-lr", "--fixed-lr"))
        .hasMessageContaining("--cos-lr");
  }

  @Test
  void makesThePathOfTheDataAbsolute() throws Exception {
    assertThat(spec("--data", "sets/../data.yaml", "--cfg", "gelan-t").data())
        .isEqualTo(Path.of("data.yaml").toAbsolutePath().toString());
  }

  @Test
  void sendsTheFilesThemselvesAndNotTheirPaths() throws Exception {
    Path model = Files.writeString(folder.resolve("mine.yaml"), "backbone: []\nhead: []\n");
    Path hyp = Files.writeString(folder.resolve("hyp.yaml"), "lr0: 1e-3\nmosaic: 0\n");
    JobSpec spec = spec("--data", "d", "--cfg", model.toString(), "--hyp", hyp.toString());
    assertThat(spec.cfg()).isEqualTo("backbone: []\nhead: []\n");
    assertThat(spec.hyp()).containsEntry("lr0", 0.001).containsEntry("mosaic", 0.0).hasSize(2);
  }

  @Test
  void namesEveryOptionThatHasToBeChanged() {
    assertThatThrownBy(
            () -> spec("--data", "d", "--cfg", "gelan-t", "--batch", "0", "--img", "100"))
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining("batch is 0")
        .hasMessageContaining("imgsz is 100");
  }

  private static JobSpec spec(String... arguments) throws MessageFormatException {
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(arguments);
    return holder.options.request("exp1", "r-1", "ada").spec();
  }
}
