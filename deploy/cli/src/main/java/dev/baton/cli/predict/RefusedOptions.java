package dev.baton.cli.predict;

import dev.baton.cli.Usage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of YOLOv9's detection that are not here. Each, when given, says why. */
final class RefusedOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--augment", hidden = true)
  void augment(boolean isGiven) {
    refuse(isGiven, "--augment: there is no test-time augmentation; take a larger --img instead");
  }

  @Option(names = "--half", hidden = true)
  void half(boolean isGiven) {
    refuse(isGiven, "--half: detection is in single precision; leave it out");
  }

  @Option(names = "--dnn", hidden = true)
  void dnn(boolean isGiven) {
    refuse(isGiven, "--dnn: weights are run by libtorch alone; leave it out");
  }

  @Option(names = "--view-img", hidden = true)
  void viewImg(boolean isGiven) {
    refuse(isGiven, "--view-img: there are no windows; open the drawn images in the run's folder");
  }

  @Option(names = "--visualize", hidden = true)
  void visualize(boolean isGiven) {
    refuse(isGiven, "--visualize: the maps between layers are not drawn; leave it out");
  }

  @Option(names = "--update", hidden = true)
  void update(boolean isGiven) {
    refuse(isGiven, "--update rewrites weights, which Baton never does; leave it out");
  }

  private void refuse(boolean isGiven, String why) {
    Usage.require(spec, !isGiven, why);
  }
}
