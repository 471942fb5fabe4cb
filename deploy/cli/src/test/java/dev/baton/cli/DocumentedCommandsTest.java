package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.MarkdownDocument.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/**
 * READMEs and docs/ name no command, option or file that there is not. Commands are parsed and not
 * executed.
 */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** The program's name, as it is typed in a clone, in a release, and on the path. */
  private static final Pattern COMMAND = Pattern.compile("^\\s*(?:\\$ )?(?:\\./|bin/)?baton (.*)");

  /** A word of a shell, quoted or not; or what ends a command. */
  private static final Pattern WORD =
      Pattern.compile("'([^']*)'|\"([^\"]*)\"|(#.*|[|;&<>].*|\\d?>.*)|([^\\s|;&<>]+)");

  /** A command in a sentence or a table, with what may be left out in brackets. */
  private static final Pattern SPAN = Pattern.compile("`(?:\\./|bin/)?baton ([a-z][^`]*)`");

  private static final Pattern OPTION = Pattern.compile("--?[a-z][a-z-]*");

  private List<MarkdownDocument> documents;

  @BeforeEach
  void readThem() throws IOException {
    documents = MarkdownDocument.ofTheProject(ROOT);
  }

  @Test
  void everyCommandInACodeBlockIsOneThatBatonTakes() {
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (MarkdownDocument document : documents) {
      for (Line line : document.shellCode()) {
        Matcher command = COMMAND.matcher(line.text());
        if (command.matches()) {
          found++;
          refusal(command.group(1)).ifPresent(why -> wrong.add(told(document, line, why)));
        }
      }
    }
    assertThat(found).as("commands in code blocks below %s", ROOT).isPositive();
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyCommandInASentenceHasAVerbAndOptionsThatBatonKnows() {
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (MarkdownDocument document : documents) {
      for (Line line : document.prose()) {
        Matcher span = SPAN.matcher(line.text());
        while (span.find()) {
          found++;
          unknown(span.group(1)).ifPresent(why -> wrong.add(told(document, line, why)));
        }
      }
    }
    assertThat(found).as("commands in sentences below %s", ROOT).isPositive();
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyRelativeLinkLeadsToAFileAndItsHeading() throws IOException {
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (MarkdownDocument document : documents) {
      for (Line link : document.links()) {
        if (!link.text().matches("[a-z]+:.*")) {
          found++;
          deadEnd(document, link.text()).ifPresent(why -> wrong.add(told(document, link, why)));
        }
      }
    }
    assertThat(found).as("relative links below %s", ROOT).isPositive();
    assertThat(wrong).isEmpty();
  }

  @Test
  void aWrongVerbOptionOrValueIsFound() {
    assertThat(refusal("trian --data data.yaml")).hasValueSatisfying(w -> has(w, "train"));
    assertThat(refusal("train --dta data.yaml")).hasValueSatisfying(w -> has(w, "--data"));
    assertThat(refusal("train --data")).hasValueSatisfying(w -> has(w, "--data FILE"));
    assertThat(refusal("up --workers many &")).hasValueSatisfying(w -> has(w, "many"));
    assertThat(unknown("data push [--naem NAME]")).hasValueSatisfying(w -> has(w, "--naem"));
    assertThat(unknown("trian")).hasValueSatisfying(w -> has(w, "trian"));
  }

  @Test
  void whatTheShellTakesForItselfIsCut() {
    assertThat(words("jobs --json | head  # the first")).containsExactly("jobs", "--json");
    assertThat(words("up 2>&1 > up.log &")).containsExactly("up");
    assertThat(words("fetch exp1 runs; done")).containsExactly("fetch", "exp1", "runs");
    assertThat(words("predict --source 'a b/*.jpg' \"c d\" …"))
        .containsExactly("predict", "--source", "a b/*.jpg", "c d");
    assertThat(words("train --seed $seed --name bccd-$seed"))
        .containsExactly("train", "--seed", "1", "--name", "bccd-1");
  }

  private static void has(String sentence, String word) {
    assertThat(sentence).contains(word);
  }

  private static String told(MarkdownDocument document, Line line, String why) {
    return "%s:%d: %s".formatted(ROOT.relativize(document.file()), line.number(), why);
  }

  /** Arguments as a shell passes them on; variables are 1, an ellipsis stands for more of them. */
  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find() && word.group(3) == null) {
      String text =
          Optional.ofNullable(word.group(1))
              .or(() -> Optional.ofNullable(word.group(2)))
              .orElseGet(() -> word.group(4));
      if (!text.equals("…")) {
        words.add(text.replaceAll("\\$\\w+", "1"));
      }
    }
    return words;
  }

  /** What is wrong with a command line, in the words that its user would read. */
  private static Optional<String> refusal(String command) {
    try {
      BatonCommand.commandLine().parseArgs(words(command).toArray(String[]::new));
      return Optional.empty();
    } catch (MissingParameterException e) {
      return command.contains("…") ? Optional.empty() : Optional.of(WrongUsage.sentence(e));
    } catch (ParameterException e) {
      return Optional.of(WrongUsage.sentence(e));
    }
  }

  /** The first verb or option of a command in a sentence that there is not. */
  private static Optional<String> unknown(String command) {
    CommandLine verb = BatonCommand.commandLine();
    for (String word : command.replaceAll("[\\[\\],…]", " ").strip().split("\\s+")) {
      if (!verb.getSubcommands().isEmpty()) {
        CommandLine next = verb.getSubcommands().get(word);
        if (next == null) {
          return Optional.of("there is no command " + word);
        }
        verb = next;
      } else if (OPTION.matcher(word).lookingAt()) {
        String name = word.replaceAll("=.*", "");
        if (verb.getCommandSpec().findOption(name) == null) {
          return Optional.of(
              "%s has no option %s".formatted(verb.getCommandSpec().qualifiedName(), name));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> deadEnd(MarkdownDocument from, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target =
        parts[0].isEmpty() ? from.file() : from.file().resolveSibling(parts[0]).normalize();
    if (!Files.exists(target)) {
      return Optional.of("there is no file " + link);
    }
    if (parts.length == 2 && !MarkdownDocument.read(target).anchors().contains(parts[1])) {
      return Optional.of("there is no heading #%s in %s".formatted(parts[1], target.getFileName()));
    }
    return Optional.empty();
  }
}
