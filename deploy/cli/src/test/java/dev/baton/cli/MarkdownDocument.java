package dev.baton.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown file of the project, read for what can be tested in it: code blocks and links. */
record MarkdownDocument(Path file, List<String> lines) {
  private static final Pattern SHELL_FENCE = Pattern.compile("\\s*```(sh|bash|console)?\\s*");
  private static final Pattern CODE_SPAN = Pattern.compile("`[^`]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern LINKED_TEXT = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");

  /** A line, or several that a backslash at their ends joins; {@code number} counts from 1. */
  record Line(int number, String text) {}

  static MarkdownDocument read(Path file) throws IOException {
    return new MarkdownDocument(file, Files.readAllLines(file));
  }

  /** The README in each language and all of docs/, from the root of the repository. */
  static List<MarkdownDocument> ofTheProject(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> readmes = Files.newDirectoryStream(root, "README*.md")) {
      readmes.forEach(files::add);
    }
    try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().matches(".*/(node_modules|target|\\.venv)/.*"))
          .sorted()
          .forEach(files::add);
    }
    List<MarkdownDocument> documents = new ArrayList<>();
    for (Path file : files) {
      documents.add(read(file));
    }
    return documents;
  }

  /** What stands in fenced code blocks of a shell or of no named language. */
  List<Line> shellCode() {
    List<Line> code = new ArrayList<>();
    List<Line> all = numbered();
    boolean inside = false;
    boolean isShell = false;
    for (int i = 0; i < all.size(); i++) {
      Line line = all.get(i);
      if (isFence(line)) {
        inside = !inside;
        isShell = SHELL_FENCE.matcher(line.text()).matches();
      } else if (inside && isShell) {
        String text = line.text();
        while (text.endsWith("\\") && i + 1 < all.size()) {
          i++;
          text = text.substring(0, text.length() - 1) + " " + all.get(i).text().strip();
        }
        code.add(new Line(line.number(), text));
      }
    }
    return code;
  }

  /** Targets of links, as they are written: {@code gpu.md#exactness}. */
  List<Line> links() {
    return prose().stream()
        .flatMap(
            line ->
                LINK.matcher(CODE_SPAN.matcher(line.text()).replaceAll("code"))
                    .results()
                    .map(link -> new Line(line.number(), link.group(1))))
        .toList();
  }

  /** What a link to a heading of this file may say behind {@code #}, by GitHub's rules. */
  Set<String> anchors() {
    Set<String> anchors = new HashSet<>();
    for (Line line : prose()) {
      Matcher heading = Pattern.compile("^#{1,6} +(.*?) *#*$").matcher(line.text());
      if (heading.matches()) {
        String text = LINKED_TEXT.matcher(heading.group(1)).replaceAll("$1");
        String anchor =
            text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
        String unique = anchor;
        for (int i = 1; !anchors.add(unique); i++) {
          unique = anchor + "-" + i;
        }
      }
    }
    return anchors;
  }

  /** What stands outside of fenced code blocks. */
  List<Line> prose() {
    List<Line> prose = new ArrayList<>();
    boolean inside = false;
    for (Line line : numbered()) {
      if (isFence(line)) {
        inside = !inside;
      } else if (!inside) {
        prose.add(line);
      }
    }
    return prose;
  }

  private List<Line> numbered() {
    List<Line> numbered = new ArrayList<>();
    for (String line : lines) {
      numbered.add(new Line(numbered.size() + 1, line));
    }
    return numbered;
  }

  private static boolean isFence(Line line) {
    return line.text().strip().startsWith("```");
  }
}
