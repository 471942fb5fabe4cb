package dev.baton.common.objectstore;

import dev.baton.cli.local.FleetConnection;
import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the store that a local fleet starts. */
class S3ObjectStoreIT extends ObjectStoreContract {
  @TempDir static Path temporary;
  private static LocalFleet fleet;

  @BeforeAll
  static void startServices() throws Exception {
    FleetOptions options =
        new FleetOptions(new FleetFolder(temporary), 0, 1, FleetOptions.Ports.ANY);
    fleet = LocalFleet.open(options, sentence -> {});
    fleet.startServices();
  }

  @AfterAll
  static void stopServices() {
    fleet.close();
  }

  /** Each test has a prefix of its own in the one bucket. */
  @Override
  protected ObjectStore open() {
    FleetConnection connection = fleet.connection();
    StoreAddress bucket = connection.store();
    String prefix = UUID.randomUUID() + "/";
    return new StoreAddress(bucket.bucket(), prefix, bucket.endpoint())
        .open(connection.storeKeys());
  }
}
