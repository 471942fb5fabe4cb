package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.Event.RequestRejected;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.scheduler.browser.Chromium;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page in a real browser, over the real interface; topics and scheduler are played. */
class PageTest {
  private static final String MARKUP = "<img src=x onerror=\"window.harmed=true\">";

  private static Chromium browser;

  @TempDir Path folder;
  private ObjectStore store;
  private TestInterface web;

  @BeforeAll
  static void startBrowser() {
    browser = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void serve() {
    store = new DirectoryObjectStore(folder);
    web = new TestInterface(Optional.empty(), Optional.of(store));
    web.schedulerAnswers(r -> new RequestAccepted(r.job(), r.requestId(), "any", NOW));
  }

  @AfterEach
  void stop() {
    browser.requireQuietConsole();
    browser.open("about:blank");
    web.close();
    store.close();
  }

  @Test
  void aThousandJobsAreShownAPageAtATime() {
    for (int i = 0; i < 1000; i++) {
      web.news().job(Samples.job("job-%03d".formatted(i), Status.QUEUED));
    }
    open("/?sort=name");
    browser.awaitText(".pager", "1–50 of 1,000");
    browser.awaitCount(".jobs tbody tr", 50);

    browser.click(".pager button:last-child");
    browser.awaitText(".pager", "51–100 of 1,000");
    browser.awaitText(".jobs tbody th", "job-050");

    browser.type("input[type=search]", "job-777");
    browser.awaitText(".pager", "1–1 of 1");
    browser.awaitCount(".jobs tbody tr", 1);
    assertThat(browser.address()).contains("q=job-777");
  }

  @Test
  void aJobThatChangesIsDrawnAnewWithoutAReload() {
    web.news().job(Samples.job("exp1", Status.QUEUED));
    open("/");
    browser.awaitText(".jobs .status", "queued");
    browser.script("window.isTheSame = true");

    web.news().job(Samples.job("exp1", Status.RUNNING));
    browser.awaitText(".jobs .status", "running");
    web.news().job(Samples.job("exp2", Status.QUEUED));
    browser.awaitCount(".jobs tbody tr", 2);
    assertThat(browser.script("window.isTheSame")).isEqualTo(true);
  }

  @Test
  void aJobThatIsNotKnownYetIsShownOnceItIs() {
    open("/jobs/soon");
    browser.awaitText(".problem", "soon");
    web.news().job(Samples.job("soon", Status.QUEUED));
    browser.awaitText(".job-status", "queued");
    browser.find(".job > .problem[hidden]");
  }

  @Test
  void markupInNamesOwnersReasonsAndEventsIsText() {
    String owner = ",\"owner\":\"%s\"".formatted(MARKUP.replace("\"", "\\\""));
    web.news().job(Samples.job(MARKUP, Status.QUEUED));
    web.news().job(Samples.job("exp1", Status.RUNNING, Samples.spec(owner)));
    web.news().progress(Samples.heartbeat("worker-" + MARKUP, Optional.of("exp1")), NOW);
    web.news().event(new Event.JobFailed("exp1", 0, MARKUP, NOW), 7);

    open("/");
    browser.awaitText(".jobs tbody th", MARKUP);
    browser.awaitText(".jobs .owner", MARKUP);
    browser.awaitText(".crew", MARKUP);
    open("/jobs/exp1");
    browser.awaitText(".event-text", MARKUP);
    browser.awaitText("[data-fact=Owner]", MARKUP);
    open("/jobs/%3Cimg%20src=x%20onerror=alert(1)%3E");
    browser.awaitText("h1", "<img src=x onerror=alert(1)>");
    browser.awaitText(".problem", "<img src=x onerror=alert(1)>");
    open("/workers");
    browser.awaitText(".workers tbody th", MARKUP);

    assertThat(browser.all("main img")).isEmpty();
    assertThat(browser.script("window.harmed")).isNull();
  }

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
  void aJobIsStartedFromTheFormWithWhatWasFilledInAlone() {
    open("/new");
    browser.type("input[name=job]", "exp9");
    browser.type("input[name=data]", "/d/data.yaml");
    browser.type("input[name=epochs]", "12");
    browser.awaitText(
        ".command", "baton train --name exp9 --data /d/data.yaml --cfg gelan-t --epochs 12");
    // As the topics would tell of it before the answer comes.
    web.news().job(Samples.job("exp9", Status.QUEUED));
    browser.click("form.new-job button[type=submit]");
    browser.awaitText("h1", "exp9");

    assertThat(web.requests())
        .singleElement()
        .isInstanceOfSatisfying(
            Request.Train.class,
            train -> {
              assertThat(train.job()).isEqualTo("exp9");
              assertThat(train.spec()).isEqualTo(Samples.spec("").withEpochs(12));
            });
  }

  @Test
  void whatAFormHasWrongIsSaidBesideItsField() {
    open("/new");
    browser.type("input[name=job]", "Exp 9");
    browser.type("input[name=data]", "/d/data.yaml");
    browser.type("input[name=imgsz]", "100");
    browser.click("form.new-job button[type=submit]");
    browser.awaitText("#reason-imgsz", "imgsz");
    browser.awaitText("#reason-job", "job");
    browser.awaitText("[role=alert]", "imgsz");
    assertThat(web.requests()).isEmpty();
  }

  @Test
  void aLostSchedulerIsSaidAndFoundAgainByItself() {
    web.news().job(Samples.job("before", Status.QUEUED));
    open("/");
    browser.awaitText(".lamp", "live");
    browser.awaitCount(".jobs tbody tr", 1);
    int port = web.address().port();

    web.close();
    browser.awaitText(".banner", "Connection lost.");
    browser.awaitTrue("greyed values", "document.documentElement.matches('.is-stale')");

    web = new TestInterface(Optional.empty(), Optional.of(store), port);
    web.news().job(Samples.job("before", Status.QUEUED));
    web.news().job(Samples.job("after", Status.QUEUED));
    browser.awaitText(".lamp", "live");
    browser.awaitCount(".jobs tbody tr", 2);
    browser.awaitTrue("no banner", "document.querySelector('.banner').hidden");
  }

  @Test
  void theTokenIsAskedForOnceAndAWrongOneIsRefused() {
    web.close();
    web = new TestInterface(Optional.of("a-token-of-tests"), Optional.of(store));
    web.news().job(Samples.job("exp1", Status.QUEUED));
    open("/");
    browser.awaitCount("dialog", 1);
    browser.type("dialog input", "another");
    browser.press(Keys.ENTER);
    browser.find("dialog .problem:not([hidden])");
    browser.type("dialog input", "a-token-of-tests");
    browser.press(Keys.ENTER);
    browser.awaitText(".jobs tbody th", "exp1");
    browser.awaitCount("dialog", 0);
    browser.awaitText(".lamp", "live");
    assertThat(browser.script("document.cookie + Object.values(localStorage).join()"))
        .asString()
        .doesNotContain("a-token-of-tests");
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
  void aCopyAsksForAllThatTheOtherJobWasSentWith() {
    JobSpec spec =
        Samples.spec(
            ",\"freeze\":[0,2,5],\"label_smoothing\":0.1,\"resume\":\"/d/last.pt\",\"plots\":false,\"imgsz\":320,\"hyp\":{\"lr0\":0.02,\"box\":6.5}");
    web.news().job(Samples.job("exp1", Status.FINISHED, spec));
    open("/new?from=exp1");
    browser.awaitText(".command", "--resume /d/last.pt");
    browser.awaitText(".command", "--label-smoothing 0.1 --freeze 0 2 5");
    browser.awaitText(".command", "--noplots");
    browser.awaitTrue("all in sight", "document.querySelector('[name=freeze]').offsetHeight > 0");
    browser.awaitText(".also-sent", "\"box\": 6.5");
    browser.type("input[name=job]", "exp2");
    web.news().job(Samples.job("exp2", Status.QUEUED, spec));
    browser.click("form.new-job button[type=submit]");
    browser.awaitText("h1", "exp2");
    assertThat(web.requests())
        .singleElement()
        .isInstanceOfSatisfying(
            Request.Train.class, train -> assertThat(train.spec()).isEqualTo(spec));
  }

  @Test
  void aWebhookThatACopyCannotKnowIsSaid() {
    String url = ",\"notify_url\":\"https://hooks.example/a-secret\"";
    web.news().job(Samples.job("exp1", Status.FINISHED, Samples.spec(url)));
    open("/new?from=exp1");
    browser.awaitText(".not-copied", "https://hooks.example/...");
    assertThat(browser.text(".command")).doesNotContain("--notify-url");
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

  @Test
  void anAddressThatIsNoneIsSaidByThePage() {
    open("/nowhere/at/all");
    browser.awaitText("h1", "No such page");
    browser.awaitText("main", "/nowhere/at/all");
    browser.awaitText(".lamp", "live");
    browser.click("main a");
    browser.awaitText("h1", "Jobs");
  }

  @Test
  void jobsAreComparedInOneChart() throws Exception {
    trainedByTwo();
    TrainedJob other = new TrainedJob(store, "exp2");
    other.attempt(1, 1, "worker-1");
    other.checkpoint(1, 0);
    other.checkpoint(2, 0);
    web.news().job(Samples.job("exp2", Status.RUNNING));
    open("/");
    browser.click("input[data-job=exp1]");
    browser.click("input[data-job=exp2]");
    browser.click(".choice .is-primary");
    browser.awaitCount(".chart [data-series=exp1] .curve", 1);
    browser.awaitCount(".chart [data-series=exp2] .curve", 1);
    browser.awaitText(".filters", "mAP50");
    assertThat(browser.address()).contains("jobs=exp1%2Cexp2");
  }

  @Test
  void theKeyboardGoesToTheFilterAndFromRowToRow() {
    for (int i = 0; i < 3; i++) {
      web.news().job(Samples.job("job-" + i, Status.QUEUED));
    }
    open("/?sort=name");
    browser.awaitCount(".jobs tbody tr", 3);
    browser.press("/");
    browser.awaitTrue("the filter's focus", "document.activeElement.type === 'search'");
    browser.script("document.querySelector('.jobs th a').focus()");
    browser.press(Keys.ARROW_DOWN);
    browser.press(Keys.ARROW_DOWN);
    browser.awaitTrue("the third row's focus", "document.activeElement.textContent === 'job-2'");
    browser.press(Keys.ENTER);
    browser.awaitText("h1", "job-2");
  }

  @Test
  void noViewIsWiderThanAPhone() throws Exception {
    trainedByTwo();
    web.news().progress(Samples.heartbeat("worker-1", Optional.of("exp1")), NOW);
    for (String view : List.of("/", "/jobs/exp1", "/workers", "/compare?jobs=exp1", "/new")) {
      open(view);
      browser.resize(400);
      browser.find("h1");
      browser.awaitTrue(
          "all of " + view + " in 400 px", "document.documentElement.scrollWidth <= 400");
    }
  }

  private void open(String path) {
    browser.open(web.address().url() + path);
  }

  /** A job of two epochs on worker-1, whose process was then killed, and on with worker-2. */
  private TrainedJob trainedByTwo() throws Exception {
    TrainedJob job = new TrainedJob(store, "exp1");
    job.attempt(1, 1, "worker-1");
    job.checkpoint(1, 0); // entry 1
    job.checkpoint(2, 0); // entry 2
    job.checkpoint(2, 5); // entry 3
    job.attempt(2, 1, "worker-2");
    web.news().event(started(1, "worker-1"), 1);
    web.news().event(started(2, "worker-2"), 2);
    web.news().job(Samples.job("exp1", Status.RUNNING));
    web.news().progress(Samples.step("exp1", 3, 10, NOW), NOW); // 20 steps an epoch
    return job;
  }

  private static Event started(int attempt, String worker) {
    return new Event.AttemptStarted(
        "exp1", 1, "attempt-" + attempt, worker, 0, "cpu", 0, 0, Optional.empty(), NOW);
  }
}
