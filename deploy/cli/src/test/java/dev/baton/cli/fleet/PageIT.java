package dev.baton.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.scheduler.browser.Chromium;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fleet of real processes as somebody sees and steers it who has only a browser. */
class PageIT {
  @TempDir static Path temporary;
  private static Chromium browser;
  private static LocalFleet fleet;
  private static FleetObserver observer;

  @BeforeAll
  static void startFleet() throws Exception {
    browser = Chromium.start();
    FleetFolder folder = new FleetFolder(temporary.resolve("fleet"));
    fleet = LocalFleet.open(new FleetOptions(folder, 2, 1, FleetOptions.Ports.ANY), line -> {});
    fleet.start();
    observer = new FleetObserver(fleet.connection().kafka());
  }

  @AfterAll
  static void stop() {
    try (Chromium closing = browser;
        LocalFleet second = fleet;
        FleetObserver first = observer) {
      assertThat(closing).isNotNull();
      assertThat(second).isNotNull();
      assertThat(first).isNotNull();
    }
  }

  @Test
  void aJobIsStartedLosesItsWorkerAndIsPausedWithoutATerminal() {
    browser.open(fleet.page() + "/new");
    browser.find("form.new-job");
    browser.script("document.querySelectorAll('details').forEach(group => group.open = true)");
    browser.type("input[name=job]", "watched");
    browser.type("input[name=task]", "tiny");
    browser.type("input[name=epochs]", "5000");
    browser.type("input[name=epochs_per_command]", "5000");
    browser.click("form.new-job button[type=submit]");

    browser.awaitText("h1", "watched");
    browser.awaitText(".job-status", "running");
    browser.awaitText(".mark-legend", "checkpoint");
    String first = browser.text("[data-fact=Worker]");
    fleet.kill(first);
    browser.find("[data-chart=Loss] [data-kind=killed]");
    browser.find(".timeline [data-end=killed][data-worker='%s']".formatted(first));
    browser.find(".timeline [data-end=running]");
    browser.awaitText(".events", "trains from checkpoint");

    browser.click("[data-action=pause]");
    browser.click("dialog button[type=submit]");
    browser.awaitText(".job-status", "paused");
    observer.await(
        "the attempt to end with the pause",
        () ->
            observer.of(Event.AttemptEnded.class, "watched").stream()
                .anyMatch(ended -> ended.reason() == EndReason.PAUSED));
    browser.find(".timeline [data-end=paused]");

    browser.click("[data-action=cancel]");
    browser.click("dialog button[type=submit]");
    browser.awaitText(".job-status", "cancelled");
    browser.requireQuietConsole();
  }
}
