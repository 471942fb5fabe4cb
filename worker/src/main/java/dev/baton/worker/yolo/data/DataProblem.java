package dev.baton.worker.yolo.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Something wrong with one file of a data set.
 *
 * @param file relative to the data set's root
 * @param line in the file from 1, or 0 for the file as a whole
 * @param what what is wrong there
 */
record DataProblem(Kind kind, String file, int line, String what) {

  /** What becomes of the file. */
  enum Kind {
    UNKNOWN_CLASS("label file(s) with a class that has no name; correct these or the names"),
    BAD_IMAGE("image(s) left out because they cannot be used; replace or remove them"),
    BAD_ANNOTATIONS("image(s) left out because of their label files; correct these"),
    NO_AREA("box(es) without area left out"),
    SHARED_LABELS(
        "image(s) with the label file of another one; rename one of the two if they differ"),
    DUPLICATE("label file(s) with repeated lines, counted once"),
    BOX_AMONG_POLYGONS("box line(s) in files of polygons, read as boxes");

    private final String meaning;

    Kind(String meaning) {
      this.meaning = meaning;
    }
  }

  private static final int NAMED_PER_KIND = 3;

  @Override
  public String toString() {
    return file + (line > 0 ? " line " + line : "") + ": " + what;
  }

  /** One sentence for each kind that occurs, with the count and the first files. */
  static List<String> summarize(List<DataProblem> problems) {
    Map<Kind, List<DataProblem>> byKind = new EnumMap<>(Kind.class);
    problems.forEach(p -> byKind.computeIfAbsent(p.kind, k -> new ArrayList<>()).add(p));
    List<String> sentences = new ArrayList<>();
    byKind.forEach(
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
