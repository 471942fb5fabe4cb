package dev.baton.scheduler.notify;

import dev.baton.common.process.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings messages to their receivers: again and again with growing pauses, until one answers with a
 * status of success or an hour has passed. It follows no redirection, which could lead anywhere,
 * and reads no answer beyond its status. Safe for use by many threads.
 */
final class Courier implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final Signature signature;
  private final Clock clock;
  private final Machine machine;

  Courier(Signature signature, Clock clock, Machine machine) {
    this.signature = signature;
    this.clock = clock;
    this.machine = machine;
  }

  /**
   * @return whether it was taken; false when the hour is over
   */
  boolean bring(Delivery delivery) throws InterruptedException {
    long begin = machine.nanoTime();
    Duration pause = FIRST_PAUSE;
    while (true) {
      String answer = ask(delivery);
      if (answer.isEmpty()) {
        LOG.info("Told {}", delivery);
        return true;
      }
      if (machine.nanoTime() - begin >= PATIENCE.toNanos()) {
        LOG.warn("Gave up to tell {}: {}", delivery, answer);
        return false;
      }
      LOG.info("Not told yet: {}: {}", delivery, answer);
      machine.sleepAbout(pause);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
  }

  /**
   * @return what is wrong; empty when the message was taken
   */
  private String ask(Delivery delivery) throws InterruptedException {
    long timestamp = clock.instant().getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(delivery.url())
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Baton")
            .header("X-Baton-Event", delivery.type())
            .header("X-Baton-Delivery", delivery.id())
            .header("X-Baton-Timestamp", String.valueOf(timestamp))
            .header("X-Baton-Signature", signature.of(timestamp, delivery.body()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(delivery.body()))
            .build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      response.body().close(); // unread: it may have no end
      int status = response.statusCode();
      return status / 100 == 2 ? "" : "it answers %d".formatted(status);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Gives up what is on its way. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
