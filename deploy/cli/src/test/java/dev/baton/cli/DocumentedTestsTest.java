package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** READMEs and docs/ name no test that there is not. */
class DocumentedTestsTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** {@code Class#method}, or {@code #method} of the class that was named last. */
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)?#(\\w+)`");

  /** How docs/exactness.md says what it writes. */
  private static final String EXAMPLE = "Class#method";

  @Test
  void everyTestThatIsNamedIsAMethodOfItsClass() throws IOException {
    Map<String, String> sources = testSources();
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (MarkdownDocument document : MarkdownDocument.ofTheProject(ROOT)) {
      String named = "";
      for (MarkdownDocument.Line line : document.prose()) {
        Matcher test = TEST.matcher(line.text().replace(EXAMPLE, ""));
        while (test.find()) {
          found++;
          named = test.group(1) == null ? named : test.group(1);
          if (!sources.getOrDefault(named, "").contains(" void %s(".formatted(test.group(2)))) {
            wrong.add("%s:%d: %s".formatted(document.file(), line.number(), test.group()));
          }
        }
      }
    }
    assertThat(found).as("tests named below %s", ROOT).isPositive();
    assertThat(wrong).isEmpty();
  }

  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("common", "scheduler", "worker", "deploy/local", "deploy/cli")) {
      Path folder = ROOT.resolve(module).resolve("src/test/java");
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.put(name, Files.readString(file));
        }
      }
    }
    return sources;
  }
}
