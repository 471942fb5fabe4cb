package dev.baton.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.scheduler.api.TrainCommandLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The line that the page shows for a job, read by the command that it is for. */
class ShownCommandLineTest {
  @Command
  private static final class Holder {
    @Mixin TrainOptions options;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--data=/d/data.yaml --cfg=gelan-t",
        "--data=/d --cfg=yolov9-c --epochs=3 --img=320 --batch=8 --optimizer=AdamW --seed=7 --nbs=8 --patience=0 --save-period=2 --close-mosaic=1 --min-items=4 --workers=2 --threads=3 --checkpoint-every=2s --max-unsaved=30s --max-size=20GB --epochs-per-command=5 --pool=gpu --priority=9 --owner=bob --numerics=strict",
        "--data=/d --cfg=gelan-t --weights=/w/t.pt --resume=/w/last.pt --flat-cos-lr --label-smoothing=0.1 --freeze 0 2 --amp=bf16 --device=0,1 --rect --quad --image-weights --multi-scale --single-cls --cache=ram --noplots",
        "--data=/d --cfg=gelan-t --cos-lr"
      })
  void asksForTheSameJob(String given) throws Exception {
    JobSpec spec = spec(given.split(" "));
    String shown = TrainCommandLine.of("exp1", spec);
    assertThat(shown).startsWith("baton train --name exp1 ");
    assertThat(spec(shown.substring("baton train --name exp1 ".length()).split(" ")))
        .isEqualTo(spec);
  }

  @Test
  void whatAShellWouldTakeApartIsQuoted() throws Exception {
    JobSpec spec = spec("--data=/my data/$HOME's.yaml", "--cfg=gelan-t");
    assertThat(TrainCommandLine.of("exp1", spec))
        .contains("--data '/my data/$HOME'\\''s.yaml'")
        .contains("--cfg gelan-t");
  }

  private static JobSpec spec(String... arguments) throws MessageFormatException {
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(arguments);
    return holder.options.request("exp1", "r-1", "ada").spec();
  }
}
