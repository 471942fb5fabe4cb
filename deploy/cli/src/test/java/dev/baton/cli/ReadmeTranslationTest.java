package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.MarkdownSection.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code README.zh-CN.md} against {@code README.md}: words differ, while structure, code, links and
 * numbers may not. Whoever changes one page learns from the failure which section of the other to
 * change.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadmeTranslationTest {
  private static final Path ROOT = Path.of("../..");
  private static final String ENGLISH = "README.md";
  private static final String CHINESE = "README.zh-CN.md";

  private List<MarkdownSection> english;
  private List<MarkdownSection> chinese;

  @BeforeAll
  void readBothPages() throws IOException {
    english = MarkdownSection.of(page(ENGLISH));
    chinese = MarkdownSection.of(page(CHINESE));
  }

  @Test
  void eachPageLeadsToTheOtherInItsThirdLine() throws IOException {
    assertThat(page(ENGLISH).lines().skip(2).findFirst())
        .hasValue("English · [中文](" + CHINESE + ")");
    assertThat(page(CHINESE).lines().skip(2).findFirst())
        .hasValue("[English](" + ENGLISH + ") · 中文");
  }

  @Test
  void bothHaveTheSameSequenceOfHeadings() {
    assertThat(chinese.stream().map(MarkdownSection::level).toList())
        .as(
            "Levels of headings: add, move or remove a section, so that %s has%n%s%nas %s has%n%s",
            CHINESE, outline(chinese), ENGLISH, outline(english))
        .isEqualTo(english.stream().map(MarkdownSection::level).toList());
  }

  @Test
  void codeBlocksAreIdentical() {
    inEachSection(
        (here, there) ->
            assertThat(there.codeBlocks())
                .as(differs("code blocks", here))
                .isEqualTo(here.codeBlocks()));
  }

  @Test
  void tablesHaveTheSameCommandsFieldsAndNumbersInEachRow() {
    inEachSection(
        (here, there) -> {
          assertThat(there.rows().stream().map(Row::key).toList())
              .as(differs("first cells of tables", here))
              .isEqualTo(here.rows().stream().map(Row::key).toList());
          assertThat(there.rows())
              .as(differs("code and numbers in the rows of tables", here))
              .isEqualTo(here.rows());
        });
  }

  @Test
  void linksLeadToTheSameTargets() {
    inEachSection(
        (here, there) ->
            assertThat(withoutLanguages(there.linkTargets()))
                .as(differs("link targets", here))
                .isEqualTo(withoutLanguages(here.linkTargets())));
  }

  @Test
  void proseHasTheSameCodeNumbersAndBullets() {
    inEachSection(
        (here, there) -> {
          assertThat(there.codeSpans()).as(differs("code", here)).isEqualTo(here.codeSpans());
          assertThat(there.numbers()).as(differs("numbers", here)).isEqualTo(here.numbers());
          assertThat(there.bullets())
              .as(differs("number of list items", here))
              .isEqualTo(here.bullets());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {ENGLISH, CHINESE})
  void everyLinkToThisRepositoryLeadsToAFile(String page) throws IOException {
    Stream<String> targets =
        MarkdownSection.of(page(page)).stream()
            .flatMap(section -> section.linkTargets().keySet().stream())
            .filter(target -> !target.contains("://"));
    assertThat(targets)
        .as("Links of %s", page)
        .isNotEmpty()
        .allSatisfy(target -> assertThat(ROOT.resolve(target.replaceFirst("#.*", ""))).exists());
  }

  private void inEachSection(BiConsumer<MarkdownSection, MarkdownSection> comparison) {
    bothHaveTheSameSequenceOfHeadings(); // or a section would be compared with another one
    for (int i = 0; i < english.size(); i++) {
      comparison.accept(english.get(i), chinese.get(i));
    }
  }

  private static String outline(List<MarkdownSection> sections) {
    return sections.stream()
        .map(section -> "#".repeat(section.level()) + " " + section.title())
        .collect(Collectors.joining("\n"));
  }

  private static String differs(String what, MarkdownSection section) {
    return "The %s below \"%s\" differ between %s and %s; bring the other page up to date"
        .formatted(what, section.title(), ENGLISH, CHINESE);
  }

  /** Without the link from one language to the other. */
  private static Map<String, Long> withoutLanguages(Map<String, Long> targets) {
    targets.keySet().removeAll(List.of(ENGLISH, CHINESE));
    return targets;
  }

  private static String page(String name) throws IOException {
    return Files.readString(ROOT.resolve(name));
  }
}
