package dev.baton.cli.local;

import java.nio.file.Path;

/** Runs broker and store in the folder of its argument, in a process that a test can kill. */
final class FleetParent {
  static final String READY = "ready";

  private FleetParent() {}

  public static void main(String[] args) throws Exception {
    FleetFolder folder = new FleetFolder(Path.of(args[0]));
    LocalFleet fleet =
        LocalFleet.open(
            new FleetOptions(folder, 0, 1, FleetOptions.Ports.ANY), System.out::println);
    fleet.closeAtShutdown();
    fleet.startServices();
    System.out.println(READY);
    fleet.awaitClosed();
  }
}
