package dev.baton.scheduler.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.common.messages.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receiver in docs/webhook.md, as a reader would run it. */
class DocumentedReceiverTest {
  private static final Path DOCUMENT = Path.of("../docs/webhook.md");
  private static final String SECRET = "a secret of 16 letters";

  @TempDir Path folder;

  @Test
  void takesWhatIsSignedAndFreshAndNothingElse() throws Exception {
    assumeTrue(hasPython(), "Skipped: there is no python3");
    Path script = Files.writeString(folder.resolve("receiver.py"), documented());
    ProcessBuilder builder = new ProcessBuilder("python3", "-u", script.toString());
    builder.environment().put("BATON_NOTIFY_SECRET", SECRET);
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      Matcher port = Pattern.compile("listening at port (\\d+)").matcher(said.readLine());
      assertThat(port.find()).isTrue();
      URI url = URI.create("http://127.0.0.1:%s/".formatted(port.group(1)));
      Delivery delivery = Delivery.of(new Event.JobCancelled("exp1", 0, Instant.now()), "r", url);
      long now = Instant.now().getEpochSecond();

      assertThat(answer(delivery, now, new Signature(SECRET))).isEqualTo(204);
      assertThat(said.readLine()).isEqualTo("Job exp1 was cancelled");
      assertThat(answer(delivery, now, new Signature("another secret"))).isEqualTo(401);
      assertThat(answer(delivery, now - 3600, new Signature(SECRET))).isEqualTo(401);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static int answer(Delivery delivery, long timestamp, Signature signature)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(delivery.url())
              .header("X-Baton-Delivery", delivery.id())
              .header("X-Baton-Timestamp", String.valueOf(timestamp))
              .header("X-Baton-Signature", signature.of(timestamp, delivery.body()))
              .POST(HttpRequest.BodyPublishers.ofByteArray(delivery.body()))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  /** The Python in the document; its port is made any free one. */
  private static String documented() throws IOException {
    Matcher block = Pattern.compile("(?s)```python\n(.*?)```").matcher(Files.readString(DOCUMENT));
    assertThat(block.find()).isTrue();
    assertThat(block.group(1).lines().count()).isLessThan(30);
    assertThat(block.group(1)).contains(", 8000)");
    return block.group(1).replace(", 8000)", ", 0)");
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
