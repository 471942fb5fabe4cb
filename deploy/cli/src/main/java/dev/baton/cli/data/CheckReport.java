package dev.baton.cli.data;

import static java.util.stream.Collectors.joining;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Listing;
import dev.baton.cli.output.Table;
import dev.baton.common.text.Quantities;
import dev.baton.worker.yolo.data.DataProblem;
import dev.baton.worker.yolo.data.DataProblem.Kind;
import dev.baton.worker.yolo.data.DatasetCheck;
import dev.baton.worker.yolo.data.SplitStatistics;
import dev.baton.worker.yolo.data.SplitStatistics.ImageSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code baton data check} tells. */
final class CheckReport {
  private static final int SHOWN_PROBLEMS = 5;
  private static final int SHOWN_CLASSES = 20;
  private static final int SHOWN_SIZES = 3;

  private final DatasetCheck check;

  CheckReport(DatasetCheck check) {
    this.check = check;
  }

  /** The documented shape of {@code --json}. */
  private record Report(
      String root,
      List<String> classNames,
      List<SplitStatistics> splits,
      List<Found> problems,
      Optional<String> refusal) {}

  private record Found(
      Kind kind, DataProblem.Severity severity, String file, int line, String what) {}

  static String json(DatasetCheck check) {
    List<Found> problems =
        check.problems().stream()
            .map(p -> new Found(p.kind(), p.kind().severity(), p.file(), p.line(), p.what()))
            .toList();
    return Listing.json(
        new Report(
            check.root().toString(),
            check.classNames(),
            check.splits(),
            problems,
            check.refusal()));
  }

  /**
   * @param isAll whether every problem is named
   */
  List<Line> lines(boolean isAll) {
    List<Line> lines = new ArrayList<>();
    lines.addAll(splits());
    lines.add(Line.plain(""));
    lines.addAll(classes());
    lines.add(Line.plain(""));
    lines.addAll(problems(isAll));
    lines.add(
        check
            .refusal()
            .map(why -> Line.bad("A training would refuse it: " + why))
            .orElseGet(() -> Line.good("A training would begin")));
    return lines;
  }

  private List<Line> splits() {
    Table table =
        new Table(
            "SPLIT",
            "IMAGES",
            "LEFT OUT",
            "EMPTY",
            "NO LABELS",
            "OBJECTS",
            "SMALL",
            "MEDIUM",
            "LARGE",
            "SIZE",
            "PIXELS");
    for (SplitStatistics split : check.splits()) {
      table.add(
          split.split(),
          count(split.images()),
          count(split.leftOut()),
          count(split.emptyImages()),
          count(split.unlabelledImages()),
          count(split.objects()),
          count(split.smallObjects()),
          count(split.mediumObjects()),
          count(split.largeObjects()),
          Quantities.bytes(split.bytes()),
          sizes(split.sizes()));
    }
    return table.lines();
  }

  private static String sizes(List<ImageSize> sizes) {
    String shown =
        sizes.stream()
            .limit(SHOWN_SIZES)
            .map(size -> "%d×%d".formatted(size.width(), size.height()))
            .collect(joining(", "));
    int more = sizes.size() - SHOWN_SIZES;
    return more > 0 ? "%s, %d more".formatted(shown, more) : shown;
  }

  private List<Line> classes() {
    List<String> titles = new ArrayList<>(List.of("CLASS", "NAME"));
    check.splits().forEach(split -> titles.add(split.split().toUpperCase(Locale.ROOT)));
    titles.add("IN IMAGES");
    Table table = new Table(titles.toArray(String[]::new));
    int shown = Math.min(SHOWN_CLASSES, check.classNames().size());
    for (int c = 0; c < shown; c++) {
      int number = c;
      List<String> cells = new ArrayList<>(List.of("" + c, check.classNames().get(c)));
      check.splits().forEach(split -> cells.add(count(split.objectsOfClass().get(number))));
      cells.add(count(check.splits().stream().mapToInt(s -> s.imagesOfClass().get(number)).sum()));
      table.add(cells.toArray(String[]::new));
    }
    List<Line> lines = new ArrayList<>(table.lines());
    if (shown < check.classNames().size()) {
      lines.add(Line.quiet("%d more classes: --json".formatted(check.classNames().size() - shown)));
    }
    return lines;
  }

  private List<Line> problems(boolean isAll) {
    List<Line> lines = new ArrayList<>();
    Map<Kind, List<DataProblem>> counted = DataProblem.counted(check.problems());
    if (counted.isEmpty()) {
      lines.add(Line.plain("No problems"));
    }
    counted.forEach(
        (kind, ofKind) -> {
          String sentence = "%s %s".formatted(count(ofKind.size()), kind.meaning());
          lines.add(
              kind.severity() == DataProblem.Severity.NOTED
                  ? Line.plain(sentence)
                  : Line.bad(sentence));
          List<DataProblem> all =
              check.problems().stream().filter(problem -> problem.kind() == kind).toList();
          List<DataProblem> shown =
              isAll || all.size() <= SHOWN_PROBLEMS ? all : all.subList(0, SHOWN_PROBLEMS);
          shown.forEach(problem -> lines.add(Line.quiet("  " + problem)));
          if (shown.size() < all.size()) {
            lines.add(Line.quiet("  %d more: --all".formatted(all.size() - shown.size())));
          }
        });
    return lines;
  }

  private static String count(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
