package dev.baton.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.objectstore.StoreAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorIT {
  @TempDir Path temporary;

  @Test
  void findsBrokerAndStoreOfALocalFleetFitAndSaysWhatIsWrongWithOthers() throws Exception {
    FleetOptions options =
        new FleetOptions(new FleetFolder(temporary), 0, 1, FleetOptions.Ports.ANY);
    try (LocalFleet fleet = LocalFleet.open(options, sentence -> {})) {
      fleet.startServices();
      FleetConnection connection = fleet.connection();
      assertThat(BrokerCheck.run(connection).detail())
          .contains("1 broker(s)")
          .contains("share.version");
      assertThat(StoreCheck.run(connection).detail()).contains("20 of 20 races");

      FleetConnection wrongKey =
          new FleetConnection(connection.kafka(), connection.store(), "baton", "guessed");
      assertThat(StoreCheck.run(wrongKey))
          .matches(finding -> finding.state() == Finding.State.FAILED)
          .extracting(Finding::detail)
          .asString()
          .contains("AWS_SECRET_ACCESS_KEY");
    }
    FleetConnection nobody =
        new FleetConnection(
            KafkaConnection.of("127.0.0.1:1"),
            StoreAddress.parse("s3://baton", "http://127.0.0.1:2"),
            "a",
            "b");
    assertThat(BrokerCheck.run(nobody).detail()).contains("127.0.0.1:1 does not answer");
    assertThat(StoreCheck.run(nobody).detail()).contains("Check that the store runs");
  }
}
