package dev.baton.cli.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.worker.yolo.metrics.ResultsCsv;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A checkpoint's results, {@code {"columns":[...],"rows":[[...]]}}, as a results.csv. */
final class ResultsTable {
  private ResultsTable() {}

  /** As the reference writes it where the columns are the reference's; plain CSV otherwise. */
  static String csv(JsonNode results) {
    List<String> columns = cells(results.path("columns")).map(JsonNode::asText).toList();
    boolean isReference = columns.equals(ResultsCsv.columns());
    List<String> lines = new ArrayList<>();
    lines.add(isReference ? ResultsCsv.header() : String.join(",", columns));
    for (JsonNode row : results.path("rows")) {
      lines.add(
          isReference
              ? ResultsCsv.row(numbers(row))
              : cells(row).map(JsonNode::asText).collect(Collectors.joining(",")));
    }
    return String.join("\n", lines) + "\n";
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
