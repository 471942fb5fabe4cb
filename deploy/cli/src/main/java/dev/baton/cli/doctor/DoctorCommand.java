package dev.baton.cli.doctor;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.doctor.Finding.State;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.output.Listing;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything that a fleet rests on. */
@Command(
    name = "doctor",
    description =
        "Check Java, disk, ports, broker and store; the store is raced for conditional writes.",
    footer = {
      "",
      "Example: baton doctor",
      "Example: baton doctor --kafka kafka:9092 --store s3://baton --store-endpoint http://minio:9000"
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final String FLEET = "fleet";

  @Mixin private ConnectionOptions connection;

  @Option(names = "--json", description = "Print JSON.")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    List<Finding> findings = examine();
    PrintWriter out = spec.commandLine().getOut();
    if (isJson) {
      out.println(Listing.json(findings));
    } else {
      findings.forEach(
          finding ->
              out.printf(
                  "%-7s  %-6s  %s%n",
                  finding.state().name().toLowerCase(Locale.ROOT),
                  finding.what(),
                  finding.detail()));
    }
    return findings.stream().anyMatch(finding -> finding.state() == State.FAILED) ? 1 : 0;
  }

  private List<Finding> examine() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(MachineCheck.java());
    findings.add(MachineCheck.disk(connection.fleetFolder()));
    findings.add(Finding.ok("ports", connection.fleetFolder().portsForPeople()));
    try {
      FleetConnection fleet = connection.resolve();
      findings.add(BrokerCheck.run(fleet));
      findings.add(StoreCheck.run(fleet));
    } catch (CommandFailedException e) {
      // Services that were named are to be looked at; that no fleet runs here is no fault.
      findings.add(
          connection.isOutside(System.getenv())
              ? Finding.failed(FLEET, e.getMessage())
              : Finding.skipped(FLEET, e.getMessage()));
    }
    return findings;
  }
}
