package dev.baton.cli.jobs;

import dev.baton.common.messages.DetectionOptions;
import dev.baton.common.messages.JobSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The content of {@code opt.yaml}. */
final class RunOptions {
  private RunOptions() {}

  /**
   * A job's options under YOLOv9's names and in its order, as far as Baton has them; then Baton's
   * own ones that the result depends on.
   *
   * @param hyp every hyper-parameter that the job trains with
   * @param saveDir the run directory
   */
  static Map<String, Object> of(String job, JobSpec spec, Map<String, Double> hyp, String saveDir) {
    DetectionOptions detection = spec.detection();
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("weights", detection.weights().orElse(""));
    options.put("cfg", spec.hasOwnModel() ? RunFile.CFG.path() : spec.cfg());
    options.put("data", spec.data());
    options.put("hyp", hyp);
    options.put("epochs", spec.epochs());
    options.put("batch_size", spec.batch());
    options.put("imgsz", spec.imgsz());
    options.put("rect", detection.rect());
    options.put("noplots", !detection.plots());
    options.put("cache", detection.cache());
    options.put("image_weights", detection.imageWeights());
    options.put("device", detection.device());
    options.put("multi_scale", detection.multiScale());
    options.put("single_cls", detection.singleCls());
    options.put("optimizer", spec.optimizer());
    options.put("workers", spec.workers());
    options.put("name", job);
    options.put("quad", detection.quad());
    options.put("cos_lr", detection.lrSchedule().equals("cos"));
    options.put("flat_cos_lr", detection.lrSchedule().equals("flat-cos"));
    options.put("fixed_lr", detection.lrSchedule().equals("fixed"));
    options.put("label_smoothing", detection.labelSmoothing());
    options.put("patience", spec.patience());
    options.put("freeze", detection.freeze().isEmpty() ? List.of(0) : detection.freeze());
    options.put("save_period", spec.savePeriod());
    options.put("seed", spec.seed());
    options.put("min_items", spec.minItems());
    options.put("close_mosaic", spec.closeMosaic());
    options.put("save_dir", saveDir);
    options.put("nbs", spec.nbs());
    options.put("threads", spec.threads());
    options.put("amp", detection.amp());
    options.put("task", spec.task());
    return options;
  }
}
