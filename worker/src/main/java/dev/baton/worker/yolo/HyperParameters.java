package dev.baton.worker.yolo;

import dev.baton.common.messages.DidYouMean;
import dev.baton.common.messages.JobSpec;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.data.Augmentation;
import dev.baton.worker.yolo.optim.RateCurve;
import dev.baton.worker.yolo.optim.Schedule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A hyp file with every value filled in. The defaults are the reference's hyp.scratch-high.
 *
 * @param values by name, in the order of the reference's file
 */
record HyperParameters(Map<String, Double> values) {
  private static final Map<String, Double> DEFAULTS = defaults();

  /** The reference has these keys but uses the constants, so another value would do nothing. */
  private static final List<String> CONSTANT = List.of("box", "cls", "dfl");

  /** Probabilities, parts of a whole, and ranges around 1 that must not reach below 0. */
  private static final List<String> AT_MOST_ONE =
      List.of(
          "hsv_h",
          "hsv_s",
          "hsv_v",
          "translate",
          "scale",
          "flipud",
          "fliplr",
          "mosaic",
          "mixup",
          "copy_paste");

  private static Map<String, Double> defaults() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("lr0", 0.01);
    values.put("lrf", 0.01);
    values.put("momentum", 0.937);
    values.put("weight_decay", 0.0005);
    values.put("warmup_epochs", 3.0);
    values.put("warmup_momentum", 0.8);
    values.put("warmup_bias_lr", 0.1);
    values.put("box", 7.5);
    values.put("cls", 0.5);
    values.put("cls_pw", 1.0);
    values.put("obj", 0.7);
    values.put("obj_pw", 1.0);
    values.put("dfl", 1.5);
    values.put("iou_t", 0.2);
    values.put("anchor_t", 5.0);
    values.put("fl_gamma", 0.0);
    values.put("hsv_h", 0.015);
    values.put("hsv_s", 0.7);
    values.put("hsv_v", 0.4);
    values.put("degrees", 0.0);
    values.put("translate", 0.1);
    values.put("scale", 0.9);
    values.put("shear", 0.0);
    values.put("perspective", 0.0);
    values.put("flipud", 0.0);
    values.put("fliplr", 0.5);
    values.put("mosaic", 1.0);
    values.put("mixup", 0.15);
    values.put("copy_paste", 0.3);
    return Collections.unmodifiableMap(values);
  }

  /**
   * Fills in the defaults.
   *
   * @throws TrainerException {@code BAD_INPUT} naming the key that cannot be used
   */
  static HyperParameters of(Map<String, Double> overrides) {
    Map<String, Double> values = new LinkedHashMap<>(DEFAULTS);
    overrides.forEach(
        (key, value) -> {
          check(key, value);
          values.put(key, value);
        });
    return new HyperParameters(Collections.unmodifiableMap(values));
  }

  private static void check(String key, double value) {
    if (!DEFAULTS.containsKey(key)) {
      throw refused(key, value, "is no hyper-parameter" + suffix(key));
    }
    if (!Double.isFinite(value) || value < 0) {
      throw refused(key, value, "must be a number that is not negative");
    }
    if (CONSTANT.contains(key) && value != DEFAULTS.get(key)) {
      throw refused(key, value, "is always %s; leave it out".formatted(DEFAULTS.get(key)));
    }
    if (AT_MOST_ONE.contains(key) && value > 1) {
      throw refused(key, value, "must be at most 1");
    }
  }

  private static String suffix(String key) {
    return DidYouMean.suffix(key, DEFAULTS.keySet());
  }

  private static TrainerException refused(String key, double value, String why) {
    return new TrainerException(
        TrainerException.Kind.BAD_INPUT, "Field hyp: %s = %s %s".formatted(key, value, why));
  }

  double get(String key) {
    return values.get(key);
  }

  /** How images are varied in a training of {@code epochs}, the last ones without mosaic. */
  Augmentation augmentation(int epochs, int closeMosaic) {
    Augmentation varied = Augmentation.none().with(values);
    return closeMosaic > 0 ? varied.withoutMosaicFrom(epochs - closeMosaic) : varied;
  }

  Schedule schedule(JobSpec spec, int stepsPerEpoch) {
    var warmup =
        new Schedule.Warmup(get("warmup_epochs"), get("warmup_momentum"), get("warmup_bias_lr"));
    return new Schedule(
        RateCurve.of(spec.detection().lrSchedule()),
        get("lr0"),
        get("lrf"),
        get("momentum"),
        warmup,
        spec.epochs(),
        stepsPerEpoch,
        spec.batch(),
        spec.nbs());
  }
}
