package dev.baton.cli.model;

import dev.baton.cli.Usage;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What every command asks that takes trained weights: their model and the size of images, both of
 * which the weights themselves may say; a mixin.
 */
public final class WeightsOptions {
  @Option(
      names = "--cfg",
      paramLabel = "MODEL",
      description =
          "What was trained: a built-in model (gelan-t, ...) or a YAML file (as the weights say).")
  private Optional<String> cfg = Optional.empty();

  @Option(
      names = {"--img", "--imgsz", "--img-size"},
      paramLabel = "PIXELS",
      description = "Side of the images, a multiple of 32 (as the weights say, else 640).")
  private Optional<Integer> side = Optional.empty();

  @Mixin private ConnectionOptions connection;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Where jobs and pushed data sets are. */
  public FleetConnection fleet() {
    return connection.resolve();
  }

  /**
   * Finds weights and all that is known of them.
   *
   * @param argument a file, or {@code JOB[:best|last|epoch_N]}
   * @throws dev.baton.cli.CommandFailedException when there are none, or nobody knows their model
   */
  public TrainedWeights open(String argument) {
    side.ifPresent(pixels -> Usage.requireImageSide(spec, "--img", pixels));
    TrainedWeights trained = TrainedWeights.open(argument, cfg, connection);
    return side.map(trained::withImgsz).orElse(trained);
  }
}
