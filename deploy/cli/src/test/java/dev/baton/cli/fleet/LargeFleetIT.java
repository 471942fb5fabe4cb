package dev.baton.cli.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.local.FleetFolder;
import dev.baton.cli.local.FleetOptions;
import dev.baton.cli.local.LocalFleet;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.Topics;
import dev.baton.scheduler.browser.Chromium;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand jobs and a hundred workers at a real scheduler, with ten pages open. Figures are
 * printed, never judged.
 */
class LargeFleetIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int JOBS = 1_000;
  private static final int WORKERS = 100;
  private static final int PAGES = 10;
  private static final int SECONDS = 20;

  @TempDir static Path temporary;
  private static LocalFleet fleet;
  private static WorkerCrowd crowd;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void startFleet() throws Exception {
    fleet =
        LocalFleet.open(
            new FleetOptions(
                new FleetFolder(temporary.resolve("fleet")), 0, 1, FleetOptions.Ports.ANY),
            line -> {});
    fleet.startServices();
    fleet.startScheduler();
    crowd = new WorkerCrowd(fleet.connection().kafka(), WORKERS);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(fleet.connection().kafka().producer())) {
      for (int i = 1; i <= JOBS; i++) {
        producer.send(new ProducerRecord<>(Topics.REQUESTS, 0, "job", request(i)));
      }
    }
    until("all jobs", () -> json("/api/jobs?limit=1").path("total").asInt() == JOBS);
    until("all workers", () -> busy() == WORKERS);
  }

  @AfterAll
  static void stop() {
    try (LocalFleet first = fleet;
        WorkerCrowd second = crowd) {
      CLIENT.shutdownNow();
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
    }
  }

  @Test
  void tenPagesFollowIt() throws Exception {
    for (String list :
        List.of("/api/jobs", "/api/jobs?sort=-progress", "/api/jobs?q=77", "/api/workers")) {
      print("%-28s %s", list, answers(list));
    }
    List<StreamMeter> pages = new ArrayList<>();
    for (int i = 0; i < PAGES; i++) {
      pages.add(new StreamMeter(CLIENT, address("/api/stream?kinds=jobs,workers")));
    }
    ProcessHandle scheduler = fleet.process(LocalFleet.SCHEDULER).orElseThrow();
    Duration before = scheduler.info().totalCpuDuration().orElseThrow();
    long begin = System.nanoTime();
    StreamMeter page = pages.getFirst();
    until("changes, told twice a second", () -> page.events("workers") >= 2 * SECONDS);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Duration used = scheduler.info().totalCpuDuration().orElseThrow().minus(before);

    print("scheduler with %d pages: %.0f %% of a core", PAGES, used.toMillis() / 10 / seconds);
    print("its memory: %s", memory(scheduler));
    page.bytes()
        .forEach((kind, b) -> print("a page hears of %s: %.1f kB/s", kind, b / 1e3 / seconds));
    assertThat(pages).allMatch(p -> p.events("jobs") > 0 && p.events("workers") > 0);
    assertThat(pages).allMatch(p -> p.events("resync") == 0);
    for (StreamMeter open : pages) {
      open.close();
    }
  }

  @Test
  void aBrowserKeepsUpWithIt() {
    try (Chromium browser = Chromium.start()) {
      long begin = System.nanoTime();
      browser.open(fleet.page() + "/?sort=-progress");
      browser.awaitText(".pager", "1–50 of 1,000");
      browser.awaitCount(".jobs tbody tr", 50);
      browser.awaitCount(".crew .square", WORKERS);
      print("browser: the list after %d ms", (System.nanoTime() - begin) / 1_000_000);
      for (String view : List.of("/?sort=-progress", "/?sort=name", "/workers")) {
        browser.open(fleet.page() + view);
        browser.awaitCount("tbody tr", 50);
        print("browser: %-18s %s", view, frames(browser));
      }
      browser.requireQuietConsole();
    }
  }

  /** What a page's thread is busy with, over some seconds. */
  private static String frames(Chromium browser) {
    browser.script(
        """
        (() => {
          const seen = { begin: performance.now(), frames: 0, gap: 0, busy: 0, last: performance.now() };
          window.seen = seen;
          new PerformanceObserver((list) => {
            list.getEntries().forEach((entry) => { seen.busy += entry.duration; });
          }).observe({ entryTypes: ["longtask"] });
          const tick = (now) => {
            seen.frames++;
            seen.gap = Math.max(seen.gap, now - seen.last);
            seen.last = now;
            requestAnimationFrame(tick);
          };
          requestAnimationFrame(tick);
        })()""");
    browser.awaitTrue("some seconds", "performance.now() - seen.begin > " + 1000 * SECONDS / 2);
    return browser
        .script(
            "`${(1000 * seen.frames / (performance.now() - seen.begin)).toFixed(0)} frames/s, longest gap ${seen.gap.toFixed(0)} ms, ${seen.busy.toFixed(0)} ms of long tasks in ${((performance.now() - seen.begin) / 1000).toFixed(0)} s, ${document.querySelectorAll('*').length} elements`")
        .toString();
  }

  private static String answers(String path) throws Exception {
    List<Long> micros = new ArrayList<>();
    int length = 0;
    for (int i = 0; i < 30; i++) {
      long begin = System.nanoTime();
      length = get(path).length();
      micros.add((System.nanoTime() - begin) / 1000);
    }
    micros.sort(null);
    return "median %.1f ms, longest %.1f ms, %.1f kB"
        .formatted(micros.get(15) / 1e3, micros.getLast() / 1e3, length / 1e3);
  }

  private static String memory(ProcessHandle process) throws Exception {
    return Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid()))).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .findAny()
        .orElse("unknown");
  }

  private static long busy() throws Exception {
    return json("/api/fleet").at("/workers/busy").asLong();
  }

  private static byte[] request(int number) {
    return "{\"version\":1,\"type\":\"train\",\"job\":\"job-%04d\",\"requestId\":\"r-%d\",\"cfg\":\"gelan-t\",\"data\":\"/d/data.yaml\",\"epochs\":300,\"owner\":\"owner-%d\"}"
        .formatted(number, number, number % 7)
        .getBytes(UTF_8);
  }

  private static JsonNode json(String path) throws Exception {
    return Json.MAPPER.readTree(get(path));
  }

  private static String get(String path) throws Exception {
    return CLIENT
        .send(HttpRequest.newBuilder(address(path)).build(), BodyHandlers.ofString())
        .body();
  }

  private static URI address(String path) {
    return URI.create(fleet.page() + path);
  }

  private static void until(String what, Callable<Boolean> condition) {
    await(what).atMost(SOON).ignoreException(ConnectException.class).until(condition);
  }

  private static void print(String format, Object... values) {
    System.out.println("[large fleet] " + format.formatted(values));
  }
}
