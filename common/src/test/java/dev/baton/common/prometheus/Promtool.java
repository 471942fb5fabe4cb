package dev.baton.common.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prometheus' own tool, from the path. A test that calls it is skipped where there is none. */
public final class Promtool {
  private Promtool() {}

  /** What {@code promtool check metrics} complains of on a page of metrics; empty: nothing. */
  public static String checkMetrics(String page) throws IOException, InterruptedException {
    Process process = start("check", "metrics");
    try (OutputStream in = process.getOutputStream()) {
      in.write(page.getBytes(UTF_8));
    }
    return complaints(process);
  }

  /**
   * What {@code promtool check rules} complains of, given rules with these PromQL expressions;
   * empty: all of them can be parsed.
   *
   * @param folder takes a file with the rules
   */
  public static String checkQueries(List<String> expressions, Path folder)
      throws IOException, InterruptedException {
    ObjectNode document = Json.MAPPER.createObjectNode();
    ArrayNode rules =
        document.putArray("groups").addObject().put("name", "queries").putArray("rules");
    for (int i = 0; i < expressions.size(); i++) {
      rules.addObject().put("record", "query" + i).put("expr", expressions.get(i));
    }
    // YAML, since JSON is.
    Path file = Files.writeString(folder.resolve("rules.yaml"), document.toString());
    Process process = start("check", "rules", file.toString());
    process.getOutputStream().close();
    return complaints(process);
  }

  private static Process start(String... arguments) {
    ProcessBuilder builder = new ProcessBuilder("promtool");
    builder.command().addAll(List.of(arguments));
    try {
      return builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      return abort("Skipped: promtool is not installed (Debian: apt install prometheus)");
    }
  }

  /** All that it said, unless it was content, which the status tells. */
  private static String complaints(Process process) throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.waitFor();
    return status == 0 ? "" : "status %d: %s".formatted(status, said);
  }
}
