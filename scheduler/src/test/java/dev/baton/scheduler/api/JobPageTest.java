package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.RequestRejected;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The page of one job in a real browser. */
class JobPageTest extends BrowsedPage {
  @Test
  void pausingAsksFirstAndThenSendsTheRequest() {
    web.news().job(Samples.job("exp1", Status.RUNNING));
    open("/jobs/exp1");
    browser.click("[data-action=pause]");
    browser.awaitText("dialog", "Pause exp1?");
    browser.press(Keys.ESCAPE);
    browser.awaitCount("dialog", 0);
    assertThat(web.requests()).isEmpty();

    browser.click("[data-action=pause]");
    browser.click("dialog button[type=submit]");
    browser.awaitText(".messages", "exp1 is being paused");
    assertThat(web.requests())
        .singleElement()
        .isInstanceOfSatisfying(
            Request.Pause.class, pause -> assertThat(pause.job()).isEqualTo("exp1"));

    web.news().job(Samples.job("exp1", Status.PAUSED));
    browser.awaitText(".job-status", "paused");
    browser.awaitCount("[data-action=resume]", 1);
    browser.awaitCount("[data-action=pause]", 0);
  }

  @Test
  void aRefusalIsShownInTheSchedulersWords() {
    web.schedulerAnswers(
        r -> new RequestRejected(r.job(), r.requestId(), List.of("exp1 is busy elsewhere"), NOW));
    web.news().job(Samples.job("exp1", Status.RUNNING));
    open("/jobs/exp1");
    browser.click("[data-action=cancel]");
    browser.click("dialog button[type=submit]");
    browser.awaitText("dialog .problem", "exp1 is busy elsewhere");
  }

  @Test
  void aJobThatHasEndedIsRemovedAndTheListIsShown() throws Exception {
    trainedByTwo();
    web.news().job(Samples.job("exp1", Status.FINISHED));
    open("/jobs/exp1");
    browser.click("[data-action=remove]");
    browser.click("dialog button[type=submit]");
    browser.awaitText("h1", "Jobs");
    assertThat(web.requests()).singleElement().isInstanceOf(Request.Remove.class);
    assertThat(store.list("jobs/exp1/")).isEmpty();
  }

  @Test
  void curvesMarkHandoversAndCheckpointsAndGrowWhileTheJobTrains() throws Exception {
    TrainedJob job = trainedByTwo();
    open("/jobs/exp1");
    browser.awaitCount("[data-chart=Loss] [data-kind=killed]", 1);
    browser.awaitCount("[data-chart=mAP] [data-kind=killed]", 1);
    browser.awaitText(".mark-legend", "killed 1");
    browser.awaitText(".mark-legend", "3 checkpoints");
    browser.awaitCount(".timeline .attempt", 2);
    browser.awaitCount(".timeline [data-worker=worker-1][data-end=killed]", 1);

    var committed = job.checkpoint(3, 0);
    web.news()
        .event(
            new Event.Checkpointed(
                "exp1",
                1,
                committed.attemptId(),
                "worker-2",
                3,
                0,
                5,
                committed.stateDigest(),
                committed.totalBytes(),
                committed.metrics(),
                NOW),
            9);
    browser.awaitText(".mark-legend", "4 checkpoints");
  }

  @Test
  void anOlderCheckpointIsVerifiedAndGoneBackTo() throws Exception {
    trainedByTwo();
    web.news().job(Samples.job("exp1", Status.PAUSED));
    open("/jobs/exp1");
    browser.click("[data-verify='2']");
    browser.awaitText(".checkpoints-table", "verified");
    browser.click("[data-rewind='2']");
    browser.awaitText("dialog", "Go back to checkpoint 2?");
    browser.click("dialog button[type=submit]");
    await("the request")
        .until(
            () ->
                web.requests().stream()
                    .anyMatch(r -> r instanceof Request.Rewind rewind && rewind.from() == 2));
  }

  @Test
  void noOptionOfACommandLineIsBrokenFromItsValue() {
    JobSpec spec = Samples.spec(",\"imgsz\":160,\"batch\":8,\"freeze\":[0,1,2]");
    web.news().job(Samples.job("exp1", Status.RUNNING, spec));
    open("/jobs/exp1");
    browser.awaitText(".command", "baton train --name exp1");
    assertThat(browser.script("document.querySelector('.command').textContent"))
        .isEqualTo(TrainCommandLine.of("exp1", spec));
    for (int width : List.of(400, 900, 1440)) {
      browser.resize(width);
      browser.awaitTrue(
          "each option on one line at " + width,
          "[...document.querySelectorAll('.command .option')].every(o => o.offsetHeight < 30)");
    }
  }

  @Test
  void checkpointsAreShownAPageAtATime() throws Exception {
    TrainedJob job = new TrainedJob(store, "exp1");
    job.attempt(1, 1, "worker-1");
    for (int epoch = 1; epoch <= 30; epoch++) {
      job.checkpoint(epoch, 0); // entry of the same number
    }
    web.news().job(Samples.job("exp1", Status.FINISHED));
    open("/jobs/exp1");
    browser.awaitCount(".checkpoints-table tbody tr", 12);
    browser.click(".checkpoints-panel .pager button:last-child");
    browser.awaitText(".checkpoints-panel .pager", "13–24 of 30");
    browser.click(".checkpoints-panel .pager button:last-child");
    browser.awaitCount(".checkpoints-table tbody tr", 6);
    browser.find("[data-rewind='1']");
  }
}
