package dev.baton.cli.config;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Table;
import java.util.List;

/**
 * A line of {@code baton config}; with {@code --json} the fields of this record are the documented
 * shape.
 *
 * @param setting an option without its dashes, behind its command's name where it is of one ({@code
 *     train.imgsz}), or a variable
 * @param value as given, secrets hidden; {@code -} where there is none
 * @param where the flag, variable or file; of a default nothing
 */
record Setting(String setting, String value, Origin from, String where) {

  /** Who said it; the first one of these that does. */
  enum Origin {
    FLAG,
    ENVIRONMENT,
    FILE,
    /** The fleet that runs in the folder says how it is reached. */
    FLEET,
    DEFAULT
  }

  static Setting byDefault(String setting, String value) {
    return new Setting(setting, value, Origin.DEFAULT, "");
  }

  static List<Line> table(List<Setting> settings) {
    Table table = new Table("SETTING", "VALUE", "FROM");
    for (Setting row : settings) {
      table.add(row.setting, row.value, row.origin());
    }
    return table.lines();
  }

  private String origin() {
    return switch (from) {
      case FLAG, FILE -> where;
      case ENVIRONMENT -> "environment " + where;
      case FLEET -> "the fleet in " + where;
      case DEFAULT -> "default";
    };
  }
}
