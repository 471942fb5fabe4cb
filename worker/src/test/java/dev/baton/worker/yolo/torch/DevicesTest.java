package dev.baton.worker.yolo.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.torch.Devices.Seen;
import org.junit.jupiter.api.Test;

class DevicesTest {

  @Test
  void numbersAreGpusInTheirOrder() {
    assertThat(Devices.of("cpu").list()).containsExactly(Device.cpu());
    assertThat(Devices.of("1,0").list()).containsExactly(Device.gpu(1), Device.gpu(0));
    assertThat(Devices.of("1,0")).hasToString("1,0");
  }

  @Test
  void theirKindTellsSumsOverSeveralGpusFromThoseOfOne() {
    assertThat(Devices.of("cpu").kind()).isEqualTo("cpu");
    assertThat(Devices.of("3").kind()).isEqualTo("cuda");
    assertThat(Devices.of("0,1").kind()).isEqualTo("cuda2");
  }

  @Test
  void eachReasonForAMissingGpuHasItsOwnRemedy() {
    assertMissing("0", new Seen(false, false, 0), "libtorch is the CPU's", "docs/gpu.md");
    assertMissing("0", new Seen(true, false, 0), "libtorch sees no GPU", "nvidia-smi");
    assertMissing("0", new Seen(true, true, 0), "DJL counts no GPU", "-Djna.library.path=");
    assertMissing("0,2", new Seen(true, true, 2), "has 2, numbered from 0: there is no 2");
  }

  private static void assertMissing(String field, Seen seen, String... said) {
    assertThatThrownBy(() -> Devices.of(field).requireThere(seen))
        .isInstanceOf(TrainerException.class)
        .hasMessageStartingWith("The job asks for device " + field)
        .hasMessageContainingAll(said)
        .hasMessageEndingWith("or send the job with device cpu.");
  }

  @Test
  void whatIsThereIsTaken() {
    assertThatCode(() -> Devices.of("0,1").requireThere(new Seen(true, true, 2)))
        .doesNotThrowAnyException();
    assertThatCode(() -> Devices.of("cpu").requireThere(Seen.here())).doesNotThrowAnyException();
  }
}
