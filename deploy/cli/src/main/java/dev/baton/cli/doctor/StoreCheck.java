package dev.baton.cli.doctor;

import dev.baton.cli.jobs.StoreFailure;
import dev.baton.cli.local.FleetConnection;
import dev.baton.common.objectstore.CreateRace;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.StoreFullException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;

/** Whether the store answers, takes our keys, and lets exactly one of several writers win. */
final class StoreCheck {
  /** Adobe S3Mock failed 12 of 20 rounds, so 20 find what is to be found. */
  private static final int ROUNDS = 20;

  private static final String WHAT = "store";

  private StoreCheck() {}

  static Finding run(FleetConnection fleet) throws InterruptedException {
    try (ObjectStore store = fleet.store().open(fleet.storeKeys())) { // every answer counts
      CreateRace.Result result = new CreateRace(store).run(ROUNDS);
      return result.isFair()
          ? Finding.ok(
              WHAT,
              "%s%s: one winner and the winner's object in %d of %d races of 8 writers"
                  .formatted(fleet.store(), product(fleet), ROUNDS, ROUNDS))
          : Finding.failed(
              WHAT, "%s%s %s".formatted(fleet.store(), product(fleet), result.complaint()));
    } catch (StoreFullException e) {
      return Finding.failed(WHAT, StoreFailure.full(fleet.store(), e).getMessage());
    } catch (IOException e) {
      return Finding.failed(
          WHAT,
          "%s: %s. Check that the store runs there, that the bucket exists, and the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
              .formatted(fleet.store(), e.getMessage()));
    }
  }

  /** The store's own name for itself in brackets, if it tells one. */
  private static String product(FleetConnection fleet) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(fleet.store().endpoint()).toURL().openConnection();
      connection.setRequestMethod("HEAD");
      connection.setConnectTimeout(2_000);
      connection.setReadTimeout(2_000);
      String server = connection.getHeaderField("Server");
      connection.disconnect();
      return Optional.ofNullable(server).map(" (%s)"::formatted).orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
