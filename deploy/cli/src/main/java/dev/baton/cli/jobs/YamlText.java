package dev.baton.cli.jobs;

import java.math.BigDecimal;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** YAML in the block style in which YOLOv9 writes its run directories. */
final class YamlText {
  private YamlText() {}

  /** {@code keys} in their order; values are texts, numbers or such maps. */
  static String of(Map<String, ?> keys) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    return new Yaml(new PlainNumbers(options), options).dump(keys);
  }

  /** 0.0005 and not 5.0E-4: other programs' YAML readers take the latter for a text. */
  private static final class PlainNumbers extends Representer {
    PlainNumbers(DumperOptions options) {
      super(options);
      representers.put(
          Double.class,
          value -> {
            return representScalar(Tag.FLOAT, text((Double) value));
          });
    }

    private static String text(double number) {
      if (!Double.isFinite(number)) {
        return Double.isNaN(number) ? ".nan" : number > 0 ? ".inf" : "-.inf";
      }
      BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
      return exact.scale() < 1 ? exact.setScale(1).toPlainString() : exact.toPlainString();
    }
  }
}
