package dev.baton.cli.jobs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hyper-parameters in the order of YOLOv9's hyp files; others follow by name. */
final class HyperParameters {
  private static final List<String> ORDER =
      List.of(
          "lr0",
          "lrf",
          "momentum",
          "weight_decay",
          "warmup_epochs",
          "warmup_momentum",
          "warmup_bias_lr",
          "box",
          "cls",
          "cls_pw",
          "obj",
          "obj_pw",
          "dfl",
          "iou_t",
          "anchor_t",
          "fl_gamma",
          "hsv_h",
          "hsv_s",
          "hsv_v",
          "degrees",
          "translate",
          "scale",
          "shear",
          "perspective",
          "flipud",
          "fliplr",
          "mosaic",
          "mixup",
          "copy_paste");

  private HyperParameters() {}

  static Map<String, Double> ordered(Map<String, Double> values) {
    Map<String, Double> rest = new TreeMap<>(values);
    Map<String, Double> ordered = new LinkedHashMap<>();
    for (String name : ORDER) {
      Double value = rest.remove(name);
      if (value != null) {
        ordered.put(name, value);
      }
    }
    ordered.putAll(rest);
    return ordered;
  }
}
