package dev.baton.worker.yolo.data;

import dev.baton.worker.yolo.data.DataProblem.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A label file in YOLO format: one object per line, a class number followed by either centre x,
 * centre y, width, height, or by the x, y pairs of a polygon; all as parts of the image's sides. A
 * file in which any line has more than 6 fields holds polygons, and their boxes are their hulls. A
 * line of 5 fields in such a file is read as a box (the reference takes it for a polygon of two
 * points).
 *
 * <p>Repeated lines count once; as in the reference the rest then comes sorted. Boxes without area
 * are left out. Anything else that is wrong makes the whole file, and so its image, unusable.
 *
 * @param annotations what the file says; empty when the image cannot be used because of it
 * @param lines of each annotation, the line in the file, from 1
 * @param problems all that is wrong with the file, or every line that makes it unusable
 */
record LabelFile(Optional<Annotations> annotations, int[] lines, List<DataProblem> problems) {

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final int FIELDS_OF_BOX = 5;

  /**
   * @param file the name for messages
   */
  static LabelFile parse(String file, byte[] content) {
    return new Parser(file).parse(new String(content, StandardCharsets.UTF_8));
  }

  /** One line's class and box, and its outline where the file holds polygons. */
  private record Entry(int line, float[] row, float[] polygon) {}

  /** Why a line cannot be used. */
  private static final class BadLine extends Exception {
    private static final long serialVersionUID = 1L;

    BadLine(String message) {
      super(message);
    }
  }

  private static final class Parser {
    private final String file;
    private final List<DataProblem> problems = new ArrayList<>();

    Parser(String file) {
      this.file = file;
    }

    LabelFile parse(String text) {
      String[] lines = text.stripTrailing().replaceFirst("^\uFEFF", "").split("\\R", -1);
      boolean hasPolygons = Arrays.stream(lines).anyMatch(l -> fields(l).length > 6);
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < lines.length; i++) {
        // Of blanks only: skipped at the file's ends, an error between objects, as in the
        // reference.
        if (lines[i].isEmpty() || (entries.isEmpty() && lines[i].isBlank())) {
          continue;
        }
        try {
          entry(i + 1, fields(lines[i]), hasPolygons).ifPresent(entries::add);
        } catch (BadLine e) {
          problems.add(new DataProblem(Kind.BAD_ANNOTATIONS, file, i + 1, e.getMessage()));
        }
      }
      List<DataProblem> bad =
          problems.stream().filter(p -> p.kind() == Kind.BAD_ANNOTATIONS).toList();
      return bad.isEmpty()
          ? file(withoutDuplicates(entries))
          : new LabelFile(Optional.empty(), new int[0], bad);
    }

    private Optional<Entry> entry(int line, String[] fields, boolean hasPolygons) throws BadLine {
      float[] numbers = numbers(fields);
      boolean isBox = fields.length == FIELDS_OF_BOX;
      if (isBox && hasPolygons) {
        problems.add(new DataProblem(Kind.BOX_AMONG_POLYGONS, file, line, "5 fields"));
      }
      float[] polygon = null;
      if (!isBox) {
        if (!hasPolygons || fields.length < 7 || fields.length % 2 == 0) {
          throw new BadLine(
              fields.length
                  + " fields; a box has 5 (class, centre x, centre y, width, height), a polygon a"
                  + " class and at least three pairs");
        }
        polygon = Arrays.copyOfRange(numbers, 1, numbers.length);
      }
      float[] row = isBox ? numbers : hull(numbers[0], polygon);
      check(row);
      if (row[3] == 0 || row[4] == 0) {
        problems.add(new DataProblem(Kind.NO_AREA, file, line, "width or height is 0"));
        return Optional.empty();
      }
      return Optional.of(new Entry(line, row, isBox && hasPolygons ? corners(row) : polygon));
    }

    private static String[] fields(String line) {
      String stripped = line.strip();
      return stripped.isEmpty() ? new String[0] : stripped.split("\\s+");
    }

    private static float[] numbers(String[] fields) throws BadLine {
      float[] numbers = new float[fields.length];
      for (int i = 0; i < fields.length; i++) {
        if (!NUMBER.matcher(fields[i]).matches()) {
          throw new BadLine("\"" + fields[i] + "\" is no number");
        }
        numbers[i] = (float) Double.parseDouble(fields[i]);
      }
      return numbers;
    }

    private static void check(float[] row) throws BadLine {
      if (row[0] < 0) {
        throw new BadLine("the class " + row[0] + " is negative");
      }
      for (int i = 1; i < row.length; i++) {
        if (row[i] < 0 || row[i] > 1) {
          throw new BadLine(
              row[i]
                  + " is outside 0 to 1; coordinates are parts of the image's width and height,"
                  + " not pixels");
        }
      }
    }

    private static float[] hull(float classNumber, float[] polygon) {
      float left = Float.MAX_VALUE;
      float top = Float.MAX_VALUE;
      float right = -Float.MAX_VALUE;
      float bottom = -Float.MAX_VALUE;
      for (int i = 0; i < polygon.length; i += 2) {
        left = Math.min(left, polygon[i]);
        right = Math.max(right, polygon[i]);
        top = Math.min(top, polygon[i + 1]);
        bottom = Math.max(bottom, polygon[i + 1]);
      }
      return new float[] {
        classNumber, (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
      };
    }

    /** The box as a polygon, clockwise from the upper left corner. */
    private static float[] corners(float[] row) {
      float left = row[1] - row[3] / 2;
      float top = row[2] - row[4] / 2;
      float right = row[1] + row[3] / 2;
      float bottom = row[2] + row[4] / 2;
      return new float[] {left, top, right, top, right, bottom, left, bottom};
    }

    private List<Entry> withoutDuplicates(List<Entry> entries) {
      List<Entry> sorted = new ArrayList<>(entries);
      sorted.sort(Comparator.comparing(Entry::row, Arrays::compare));
      List<Entry> distinct = new ArrayList<>();
      for (Entry entry : sorted) {
        if (distinct.isEmpty() || !Arrays.equals(distinct.getLast().row, entry.row)) {
          distinct.add(entry);
        } else {
          problems.add(
              new DataProblem(
                  Kind.DUPLICATE, file, entry.line, "repeats line " + distinct.getLast().line));
        }
      }
      return distinct.size() == entries.size() ? entries : distinct;
    }

    private LabelFile file(List<Entry> entries) {
      float[] rows = new float[entries.size() * FIELDS_OF_BOX];
      IntStream.range(0, entries.size())
          .forEach(i -> System.arraycopy(entries.get(i).row, 0, rows, i * FIELDS_OF_BOX, 5));
      List<float[]> polygons =
          entries.stream().map(Entry::polygon).filter(polygon -> polygon != null).toList();
      int[] lines = entries.stream().mapToInt(Entry::line).toArray();
      return new LabelFile(Optional.of(new Annotations(rows, polygons)), lines, problems);
    }
  }
}
