package dev.baton.cli.local;

import java.util.Optional;

/**
 * What a fleet on one machine shall be.
 *
 * @param workers processes that train, 0 or more
 * @param threads arithmetic threads of each worker where a job does not say
 * @param ports which to use if the folder's fleet has none yet
 * @param plugins trainers that the workers have beside Baton's own
 * @param metrics where the workers answer Prometheus, one port for each
 */
public record FleetOptions(
    FleetFolder folder,
    int workers,
    int threads,
    Ports ports,
    Plugins plugins,
    Optional<PortRow> metrics) {

  /** A folder keeps its ports from start to start, unless something else listens there by then. */
  public enum Ports {
    /**
     * 19092, 19093, 19000 and 19080, so that others find them; a free one for each that is taken.
     */
    USUAL,
    /** Any free ones, so that a fleet can run beside another. */
    ANY
  }

  /** With Baton's own trainers, and without metrics. */
  public FleetOptions(FleetFolder folder, int workers, int threads, Ports ports) {
    this(folder, workers, threads, ports, Plugins.NONE, Optional.empty());
  }

  public FleetOptions {
    if (workers < 0 || workers > 64) {
      throw new IllegalArgumentException(
          "--workers %d: give 0 to 64 worker processes".formatted(workers));
    }
    if (threads < 1) {
      throw new IllegalArgumentException("--threads %d: give 1 or more".formatted(threads));
    }
    metrics.ifPresent(row -> row.requireEnough(workers));
  }
}
