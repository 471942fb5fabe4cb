package dev.baton.cli.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Follows a page's stream and counts what comes, by kind. */
final class StreamMeter implements AutoCloseable {
  private final Map<String, AtomicLong> events = new ConcurrentSkipListMap<>();
  private final Map<String, AtomicLong> bytes = new ConcurrentSkipListMap<>();
  private final InputStream body;

  StreamMeter(HttpClient client, URI stream) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.send(HttpRequest.newBuilder(stream).build(), BodyHandlers.ofInputStream());
    body = answer.body();
    Thread.ofPlatform().name("stream-meter").daemon().start(this::read);
  }

  /** Events of a kind so far. */
  long events(String kind) {
    return events.getOrDefault(kind, new AtomicLong()).get();
  }

  /** Bytes of each kind so far. */
  Map<String, Long> bytes() {
    Map<String, Long> sums = new TreeMap<>();
    bytes.forEach((kind, sum) -> sums.put(kind, sum.get()));
    return sums;
  }

  private void read() {
    String kind = "comment";
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          kind = line.substring("event: ".length());
          count(events, kind, 1);
        }
        count(bytes, kind, line.length() + 1);
      }
    } catch (IOException | UncheckedIOException e) {
      return; // closed
    }
  }

  private static void count(Map<String, AtomicLong> sums, String kind, long more) {
    sums.computeIfAbsent(kind, name -> new AtomicLong()).addAndGet(more);
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
