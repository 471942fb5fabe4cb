package dev.baton.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageFilesTest {
  private final TestInterface web = new TestInterface();

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void everyViewIsThePageItself() throws Exception {
    String page = web.get("/").body();
    assertThat(page).containsIgnoringCase("<!doctype html>");
    for (String view : List.of("/jobs", "/jobs/exp1", "/workers", "/compare", "/new")) {
      assertThat(web.get(view).body()).as(view).isEqualTo(page);
    }
  }

  @Test
  void aFileThatHasNotChangedIsNotSentAgain() throws Exception {
    HttpResponse<String> first = web.get("/");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
    HttpResponse<String> again = web.send(web.request("/").header("If-None-Match", tag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void anUnknownAddressIsThePageForBrowsersAndASentenceForPrograms() throws Exception {
    String accept = "text/html,application/xhtml+xml,*/*;q=0.8";
    HttpResponse<String> page = web.send(web.request("/nowhere").header("Accept", accept));
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.headers().firstValue("Content-Type"))
        .hasValueSatisfying(t -> assertThat(t).startsWith("text/html"));
    assertThat(page.body()).isEqualTo(web.get("/").body());

    assertThat(web.get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(web.get("/nowhere").body()).contains("\"error\"", "There is no /nowhere");
    HttpResponse<String> below = web.send(web.request("/api/nowhere").header("Accept", accept));
    assertThat(below.statusCode()).isEqualTo(404);
    assertThat(below.body()).contains("\"error\"");
  }

  /** Nobody needs a token to ask for one, nor must there be an end to what they ask for. */
  @Test
  void whatIsNotThereTakesUpNoMemory() {
    PageFiles files = new PageFiles();
    for (int i = 0; i < 100; i++) {
      assertThat(files.find("assets/none-%d.js".formatted(i))).isEmpty();
    }
    assertThat(files.held()).isZero();
    assertThat(files.find("assets/app.js")).isPresent();
    assertThat(files.find("assets/app.js")).isPresent();
    assertThat(files.held()).isEqualTo(1);
  }

  @Test
  void nothingBesideThePagesFilesCanBeReached() throws Exception {
    for (String path :
        List.of(
            "/assets/../index.html",
            "/assets/..%2Findex.html",
            "/assets/%2e%2e/api/openapi.yaml",
            "/assets/none.js",
            "/assets/")) {
      assertThat(web.get(path).statusCode()).as(path).isBetween(400, 404);
    }
  }
}
