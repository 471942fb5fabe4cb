package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainerFactory;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What a worker can say of a request before it sees its data. */
class YoloTrainerFactoryTest {
  private final YoloTrainerFactory factory = new YoloTrainerFactory();
  private final DetectorSpecs specs = new DetectorSpecs(Path.of("/data/set/data.yaml"));

  @Test
  void isFoundByItsTask() {
    assertThat(ServiceLoader.load(TrainerFactory.class))
        .extracting(TrainerFactory::task)
        .contains("yolov9");
  }

  @Test
  void whatIsNotSupportedIsRefusedByItsField() throws Exception {
    assertRefused(unread("optimizer", "lion"), "optimizer: \"lion\"");
    assertRefused("'cfg':'gelan-q'", "cfg", "gelan-q");
    assertRefused("'hyp':{'mosaic':1.1}", "mosaic = 1.1 must be at most 1");
    assertRefused("'hyp':{'lr':0.1}", "lr = 0.1 is no hyper-parameter", "lr0");
    assertRefused("'hyp':{'box':0.05}", "box = 0.05 is always 7.5");
    assertRefused("'hyp':{'lr0':-1.0}", "lr0 = -1.0 must be");
    assertRefused("'freeze':[23]", "freeze: all 23 layers");
    assertRefused("'quad':true,'batch':3", "batch: quad", "at least 4");
    assertRefused("'multi_scale':true", "imgsz: with multi_scale");
  }

  @Test
  void refusesABatchThatGpusCannotShareEqually() {
    assertRefused("'batch':4,'device':'0,1,2'", "batch: 4 cannot be shared equally by 3 GPUs");
  }

  @Test
  void theNumericsClassNamesLibraryThreadsAndKernels() {
    JobSpec spec = specs.of("");

    assertThat(factory.numericsClass(spec)).matches("cpu/libtorch-2\\.7\\.1/t1/[0-9a-f]{8}");
    assertThat(new YoloTrainerFactory().numericsClass(spec)).isEqualTo(factory.numericsClass(spec));
    assertThat(factory.numericsClass(specs.of("'amp':'bf16'")))
        .matches("cpu/libtorch-2\\.7\\.1/t1/bf16/[0-9a-f]{8}")
        .doesNotEndWith(factory.numericsClass(spec).substring(25));
  }

  @Test
  void aWorkerWithoutTheGpusOfARequestSaysWhatIsMissingBeforeItBegins() {
    JobSpec spec = specs.of("'device':'0,1'");
    assertThatThrownBy(() -> factory.numericsClass(spec))
        .isInstanceOf(TrainerException.class)
        .hasMessageContaining("asks for device 0,1, but this worker's libtorch is the CPU's")
        .extracting(e -> ((TrainerException) e).kind())
        .isEqualTo(TrainerException.Kind.DEVICE_NOT_THERE);
  }

  private void assertRefused(String fields, String... parts) {
    assertRefused(specs.of(fields), parts);
  }

  private void assertRefused(JobSpec spec, String... parts) {
    assertThatThrownBy(() -> factory.check(spec))
        .isInstanceOf(TrainerException.class)
        .hasMessageContainingAll(parts);
  }

  /** A spec with a value that the reader of requests does not let through. */
  private JobSpec unread(String field, String value) throws JsonProcessingException {
    ObjectNode spec = Json.MAPPER.valueToTree(specs.of(""));
    return Json.MAPPER.treeToValue(spec.put(field, value), JobSpec.class);
  }
}
