package dev.baton.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.messages.Request;
import org.junit.jupiter.api.Test;

/** The form by which a job is started, in a real browser. */
class NewJobPageTest extends BrowsedPage {
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
}
