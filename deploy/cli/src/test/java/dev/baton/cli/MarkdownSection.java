package dev.baton.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One heading of a Markdown page and what stands below it until the next heading, reduced to what
 * is the same in every language.
 *
 * @param level 1 for {@code #}, 2 for {@code ##}
 * @param title the heading's words
 * @param prose the lines outside fenced code, the heading's among them
 * @param codeBlocks the fenced code, fences included
 */
record MarkdownSection(int level, String title, List<String> prose, List<String> codeBlocks) {
  private static final Pattern HEADING = Pattern.compile("#+ .+");
  private static final Pattern CODE_SPAN = Pattern.compile("`[^`]+`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.,-])-?\\d+(?:[.,]\\d+)*");

  /** The sections of a page that begins with a heading, in their order. */
  static List<MarkdownSection> of(String page) {
    List<MarkdownSection> sections = new ArrayList<>();
    List<String> block = null; // the fenced code that is open
    for (String line : page.lines().toList()) {
      if (block == null && HEADING.matcher(line).matches()) {
        int level = line.indexOf(' ');
        String title = line.substring(level + 1);
        sections.add(
            new MarkdownSection(level, title, new ArrayList<>(List.of(line)), new ArrayList<>()));
        continue;
      }
      MarkdownSection section = sections.getLast();
      boolean isFence = line.startsWith("```");
      if (block != null) {
        block.add(line);
        if (isFence) {
          section.codeBlocks.add(String.join("\n", block));
          block = null;
        }
      } else if (isFence) {
        block = new ArrayList<>(List.of(line));
      } else {
        section.prose.add(line);
      }
    }
    return sections;
  }

  /** How often each link target stands there; the order of words differs between languages. */
  Map<String, Long> linkTargets() {
    return counted(LINK.matcher(text()).results().map(found -> found.group(1)));
  }

  /** How often each {@code code span} stands outside of tables. */
  Map<String, Long> codeSpans() {
    return codeSpans(prose.stream().filter(line -> !line.startsWith("|")));
  }

  /**
   * How often each number stands outside of tables, code and links; those of names do not count.
   */
  Map<String, Long> numbers() {
    return numbers(prose.stream().filter(line -> !line.startsWith("|")));
  }

  long bullets() {
    return prose.stream().filter(line -> line.startsWith("- ")).count();
  }

  /** The rows of its tables: heads and rules, too. */
  List<Row> rows() {
    return prose.stream().filter(line -> line.startsWith("|")).map(Row::of).toList();
  }

  /**
   * What a table's row says in any language.
   *
   * @param key the code of the first cell, in its order: commands, options or fields
   * @param code how often each code span stands in the row
   * @param numbers how often each number stands in the row
   */
  record Row(List<String> key, Map<String, Long> code, Map<String, Long> numbers) {
    private static Row of(String line) {
      String first = line.split("(?<!\\\\)\\|", 3)[1];
      List<String> key = CODE_SPAN.matcher(first).results().map(MatchResult::group).toList();
      return new Row(key, codeSpans(Stream.of(line)), MarkdownSection.numbers(Stream.of(line)));
    }
  }

  private String text() {
    return String.join("\n", prose);
  }

  private static Map<String, Long> codeSpans(Stream<String> lines) {
    return counted(
        lines.flatMap(line -> CODE_SPAN.matcher(line).results()).map(MatchResult::group));
  }

  private static Map<String, Long> numbers(Stream<String> lines) {
    return counted(
        lines
            .map(line -> CODE_SPAN.matcher(line).replaceAll(" "))
            .map(line -> LINK.matcher(line).replaceAll("] "))
            .flatMap(line -> NUMBER.matcher(line).results())
            .map(MatchResult::group));
  }

  private static Map<String, Long> counted(Stream<String> found) {
    return found.collect(Collectors.groupingBy(text -> text, TreeMap::new, Collectors.counting()));
  }
}
