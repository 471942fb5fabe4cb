package dev.baton.worker.yolo.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something wrong with one file of a data set.
 *
 * @param file relative to the data set's root
 * @param line in the file from 1, or 0 for the file as a whole
 * @param what what is wrong there
 */
public record DataProblem(Kind kind, String file, int line, String what) {

  /** What becomes of it in a training. */
  public enum Severity {
    /** No training begins. */
    REFUSED,
    /** The image or the box is left out. */
    LEFT_OUT,
    /** It is trained as it stands. */
    NOTED
  }

  /** What a problem's kind counts. */
  private enum Unit {
    FILE,
    LINE
  }

  /** Kinds, the gravest first. */
  public enum Kind {
    NO_IMAGES(Severity.REFUSED, Unit.FILE, "split(s) without images that can be used"),
    UNKNOWN_CLASS(
        Severity.REFUSED,
        Unit.FILE,
        "label file(s) with a class that has no name; correct these or the names"),
    BAD_IMAGE(
        Severity.LEFT_OUT,
        Unit.FILE,
        "image(s) left out because they cannot be used; replace or remove them"),
    BAD_ANNOTATIONS(
        Severity.LEFT_OUT,
        Unit.FILE,
        "image(s) left out because of their label files; correct these"),
    NO_AREA(Severity.LEFT_OUT, Unit.LINE, "box(es) without area left out"),
    SHARED_LABELS(
        Severity.NOTED,
        Unit.FILE,
        "image(s) with the label file of another one; rename one of the two if they differ"),
    DUPLICATE(Severity.NOTED, Unit.FILE, "label file(s) with repeated lines, counted once"),
    BOX_AMONG_POLYGONS(
        Severity.NOTED, Unit.LINE, "box line(s) in files of polygons, read as boxes"),
    IN_TWO_SPLITS(
        Severity.NOTED,
        Unit.FILE,
        "image(s) that another split has too, so that validation tests what was trained"),
    SAME_IMAGE(
        Severity.NOTED, Unit.FILE, "image(s) whose bytes are those of another one of their split"),
    TINY_BOX(Severity.NOTED, Unit.LINE, "box(es) too small to be learnt at this image size"),
    NO_LABELS(Severity.NOTED, Unit.FILE, "image(s) without a label file, trained as empty ones");

    private final Severity severity;
    private final Unit unit;
    private final String meaning;

    Kind(Severity severity, Unit unit, String meaning) {
      this.severity = severity;
      this.unit = unit;
      this.meaning = meaning;
    }

    public Severity severity() {
      return severity;
    }

    /** What it means and what to do, behind a count. */
    public String meaning() {
      return meaning;
    }
  }

  private static final int NAMED_PER_KIND = 3;

  @Override
  public String toString() {
    return file + (line > 0 ? " line " + line : "") + ": " + what;
  }

  /** Those of each kind that occurs; of kinds that count files the first one in each file. */
  public static Map<Kind, List<DataProblem>> counted(List<DataProblem> problems) {
    Map<Kind, List<DataProblem>> byKind = new EnumMap<>(Kind.class);
    problems.forEach(p -> byKind.computeIfAbsent(p.kind, k -> new ArrayList<>()).add(p));
    byKind.replaceAll(
        (kind, list) -> kind.unit == Unit.LINE ? list : new ArrayList<>(firstOfFiles(list)));
    return byKind;
  }

  private static Collection<DataProblem> firstOfFiles(List<DataProblem> problems) {
    Map<String, DataProblem> first = new LinkedHashMap<>();
    problems.forEach(p -> first.putIfAbsent(p.file, p));
    return first.values();
  }

  /** One sentence for each kind that occurs, with the count and the first files. */
  static List<String> summarize(List<DataProblem> problems) {
    List<String> sentences = new ArrayList<>();
    counted(problems)
        .forEach(
            (kind, list) -> {
              List<String> named =
                  list.stream().limit(NAMED_PER_KIND).map(DataProblem::toString).toList();
              String more = list.size() > NAMED_PER_KIND ? "; …" : "";
              sentences.add(
                  list.size() + " " + kind.meaning + " (" + String.join("; ", named) + more + ")");
            });
    return sentences;
  }
}
