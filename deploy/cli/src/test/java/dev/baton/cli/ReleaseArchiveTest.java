package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What of the repository's own files the release archive holds, by its assembly descriptor. */
class ReleaseArchiveTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path DESCRIPTOR =
      ROOT.resolve("deploy/release/src/main/assembly/release.xml");

  private static final String CLONE = "${maven.multiModuleProjectDirectory}";

  /** Files of the repository that go into the archive at the same place. */
  private record FileSet(List<String> includes, List<String> excludes) {
    boolean holds(Path file) {
      return matches(includes, file) && !matches(excludes, file);
    }

    private static boolean matches(List<String> patterns, Path file) {
      return patterns.stream()
          .anyMatch(
              pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(file));
    }
  }

  private List<FileSet> fileSets;

  @BeforeEach
  void readTheDescriptor() throws Exception {
    Document descriptor =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(DESCRIPTOR.toFile());
    fileSets =
        elements(descriptor.getElementsByTagName("fileSet"))
            .filter(set -> texts(set, "directory").getFirst().equals(CLONE))
            .map(set -> new FileSet(texts(set, "include"), texts(set, "exclude")))
            .toList();
  }

  @Test
  void everyRelativeLinkOfADocumentInItLeadsToAFileInIt() throws IOException {
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (MarkdownDocument document : MarkdownDocument.ofTheProject(ROOT)) {
      assertThat(isPacked(document.file())).as("%s is packed", document.file()).isTrue();
      for (MarkdownDocument.Line link : document.links()) {
        String target = link.text().replaceAll("#.*", "");
        if (!target.isEmpty() && !target.matches("[a-z]+:.*")) {
          found++;
          if (!isPacked(document.file().resolveSibling(target).normalize())) {
            wrong.add("%s:%d: %s".formatted(document.file(), link.number(), target));
          }
        }
      }
    }
    assertThat(found).as("relative links below %s", ROOT).isPositive();
    assertThat(wrong).as("links to what the archive lacks: name it in %s", DESCRIPTOR).isEmpty();
  }

  @Test
  void whatAnExampleInstallsOrBuildsStaysOut() throws IOException {
    assertThat(isPacked(ROOT.resolve("pom.xml"))).isFalse();
    for (String made : List.of("python/.venv/a.py", "node/node_modules/a.js", "x/target/a.md")) {
      assertThat(fileSets)
          .as(made)
          .noneMatch(set -> set.holds(Path.of("docs/examples").resolve(made)));
    }
  }

  /** Whether this file, or one below this folder, is in the archive. */
  private boolean isPacked(Path place) throws IOException {
    if (!Files.exists(place)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(Files::isRegularFile)
          .map(ROOT::relativize)
          .anyMatch(file -> fileSets.stream().anyMatch(set -> set.holds(file)));
    }
  }

  private static List<String> texts(Element set, String name) {
    return elements(set.getElementsByTagName(name))
        .map(element -> element.getTextContent().strip())
        .toList();
  }

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
  }
}
