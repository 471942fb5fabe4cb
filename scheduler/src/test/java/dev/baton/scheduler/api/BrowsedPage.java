package dev.baton.scheduler.api;

import static dev.baton.scheduler.api.Samples.NOW;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.JobState.Status;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.scheduler.browser.Chromium;
import dev.baton.scheduler.browser.SharedBrowser;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, over the real interface; topics and scheduler are played. */
abstract class BrowsedPage {
  @RegisterExtension static final SharedBrowser BROWSER = new SharedBrowser();

  @TempDir Path folder;
  Chromium browser;
  ObjectStore store;
  TestInterface web;

  @BeforeEach
  void serve() {
    browser = BROWSER.chromium();
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

  final void open(String path) {
    browser.open(web.address().url() + path);
  }

  /** A job of two epochs on worker-1, whose process was then killed, and on with worker-2. */
  final TrainedJob trainedByTwo() throws Exception {
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
