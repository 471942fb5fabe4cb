package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState.Status;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The page in a real browser: lists of jobs and workers, comparing, and what every view has. */
class PageTest extends BrowsedPage {
  private static final String MARKUP = "<img src=x onerror=\"window.harmed=true\">";

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
}
