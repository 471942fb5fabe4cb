package dev.baton.cli.val;

import dev.baton.cli.Usage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of YOLOv9's validation that are not here. Each, when given, says why. */
final class RefusedOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--half", hidden = true)
  void half(boolean isGiven) {
    refuse(
        isGiven,
        "--half: validation is in single precision, since half precision moves boxes by up to half"
            + " a pixel; leave it out");
  }

  @Option(names = "--save-hybrid", hidden = true)
  void saveHybrid(boolean isGiven) {
    refuse(
        isGiven,
        "--save-hybrid mixes the annotations into the detections, which fails in YOLOv9 itself and"
            + " makes metrics meaningless; take --save-txt");
  }

  private void refuse(boolean isGiven, String why) {
    Usage.require(spec, !isGiven, why);
  }
}
