package dev.baton.cli.data;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import dev.baton.common.dataset.DatasetManifest;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A pushed data set; with {@code --json} the fields of this record are the documented shape.
 *
 * @param bytes that it takes up in the store, without its index
 */
record DatasetRow(
    List<String> names,
    String digest,
    int classes,
    int trainImages,
    int valImages,
    long objects,
    int shards,
    long bytes,
    Instant pushedAt) {

  /** All sets of a store, the newest last. */
  static List<DatasetRow> all(PushedDatasets datasets) throws IOException {
    Map<String, String> names = datasets.names();
    List<DatasetRow> rows = new ArrayList<>();
    for (DatasetManifest set : datasets.all().values()) {
      rows.add(
          new DatasetRow(
              names.keySet().stream().filter(n -> names.get(n).equals(set.digest())).toList(),
              set.digest(),
              set.classes(),
              set.trainImages(),
              set.valImages(),
              set.objects(),
              set.shards().size(),
              set.packedBytes(),
              set.pushedAt()));
    }
    rows.sort(Comparator.comparing(DatasetRow::pushedAt));
    return rows;
  }

  static List<Line> table(List<DatasetRow> rows, ZoneId zone) {
    Table table =
        new Table("NAME", "TRAIN", "VAL", "OBJECTS", "CLASSES", "SIZE", "PUSHED", "DIGEST");
    for (DatasetRow row : rows) {
      table.add(
          row.names.isEmpty() ? "-" : String.join(", ", row.names),
          count(row.trainImages),
          count(row.valImages),
          count(row.objects),
          count(row.classes),
          Quantities.bytes(row.bytes),
          Quantities.date(row.pushedAt, zone),
          "sha256:" + row.digest);
    }
    return table.lines();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
