package dev.baton.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void makesColumnsAsWideAsTheirWidestCell() {
    Table table = new Table("JOB", "STATUS");
    table.add("a-long-name", "RUNNING");
    table.add("b", "");
    assertThat(table.lines())
        .extracting(Line::text)
        .containsExactly("JOB          STATUS", "a-long-name  RUNNING", "b");
  }

  @Test
  void refusesARowThatDoesNotFit() {
    Table table = new Table("JOB", "STATUS");
    assertThatThrownBy(() -> table.add("a")).isInstanceOf(IllegalArgumentException.class);
  }
}
