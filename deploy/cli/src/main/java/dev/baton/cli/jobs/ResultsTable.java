package dev.baton.cli.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.worker.yolo.export.TensorBoardFile;
import dev.baton.worker.yolo.metrics.ResultsCsv;
import dev.baton.worker.yolo.plots.ResultsPlot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A checkpoint's results: a row of numbers for each epoch.
 *
 * @param columns what the numbers are
 * @param rows cells as they are stored
 */
public record ResultsTable(List<String> columns, List<JsonNode> rows) {
  private static final String EPOCH = "epoch";

  /**
   * @param results {@code {"columns":[...],"rows":[[...]]}}, or missing
   */
  public static ResultsTable of(JsonNode results) {
    return new ResultsTable(
        cells(results.path("columns")).map(JsonNode::asText).toList(),
        cells(results.path("rows")).toList());
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  private boolean isReferences() {
    return columns.equals(ResultsCsv.columns());
  }

  /** As the reference writes it where the columns are the reference's; plain CSV otherwise. */
  String csv() {
    List<String> lines = new ArrayList<>();
    lines.add(isReferences() ? ResultsCsv.header() : String.join(",", columns));
    for (JsonNode row : rows) {
      lines.add(
          isReferences()
              ? ResultsCsv.row(numbers(row))
              : cells(row).map(JsonNode::asText).collect(Collectors.joining(",")));
    }
    return String.join("\n", lines) + "\n";
  }

  /**
   * The curves as TensorBoard reads them: every column but the epoch, whose numbers are the steps.
   *
   * @param times when each epoch ended, by the number of epochs done
   * @param begin of the training; stands in for times that are not known
   */
  byte[] tensorBoard(Map<Integer, Instant> times, Instant begin) {
    int epochColumn = columns.indexOf(EPOCH);
    TensorBoardFile file = new TensorBoardFile(begin);
    Instant at = begin;
    int number = 0;
    for (double[] row : numbers()) {
      int epoch = epochColumn < 0 ? number : (int) row[epochColumn];
      at = times.getOrDefault(epoch + 1, at);
      Map<String, Double> scalars = new LinkedHashMap<>();
      for (int i = 0; i < row.length; i++) {
        if (i != epochColumn) {
          scalars.put(columns.get(i), row[i]);
        }
      }
      file.add(at, epoch, scalars);
      number++;
    }
    return file.bytes();
  }

  /** A picture of the curves, PNG, where there are epochs and the columns are the reference's. */
  Optional<byte[]> picture() {
    return isEmpty() || !isReferences()
        ? Optional.empty()
        : Optional.of(ResultsPlot.draw(numbers()));
  }

  /** The rows as numbers; what is none is NaN. */
  public List<double[]> numbers() {
    return rows.stream().map(ResultsTable::numbers).toList();
  }

  /** JSON has no NaN: a number that is none is stored as a text or as null. */
  private static double[] numbers(JsonNode row) {
    return cells(row)
        .mapToDouble(cell -> cell.isNumber() ? cell.doubleValue() : Double.NaN)
        .toArray();
  }

  private static Stream<JsonNode> cells(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
