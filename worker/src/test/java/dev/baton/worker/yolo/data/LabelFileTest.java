package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.worker.yolo.data.DataProblem.Kind;
import java.nio.charset.StandardCharsets;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelFileTest {
  private static final Offset<Float> ROUNDING = within(1e-6f);

  @Test
  void aBoxIsReadAsItStands() {
    LabelFile file = parse("2 .5 .25 .2 .1\n");
    assertThat(rows(file)).containsExactly(2, .5f, .25f, .2f, .1f);
    assertThat(file.lines()).containsExactly(1);
    assertThat(file.problems()).isEmpty();
  }

  @Test
  void theBoxOfAPolygonIsItsHull() {
    LabelFile file = parse("0 .5 .5 .2 .2 .1 .4");
    assertThat(rows(file)).containsExactly(new float[] {0, .3f, .35f, .4f, .3f}, ROUNDING);
    assertThat(file.annotations().orElseThrow().polygons())
        .containsExactly(new float[] {.5f, .5f, .2f, .2f, .1f, .4f});
  }

  @Test
  void aBoxAmongPolygonsStaysABox() {
    LabelFile file = parse("0 .5 .5 .2 .2 .1 .4\n1 .5 .5 .2 .4\n");
    assertThat(rows(file))
        .containsExactly(new float[] {0, .3f, .35f, .4f, .3f, 1, .5f, .5f, .2f, .4f}, ROUNDING);
    assertThat(file.annotations().orElseThrow().polygons().get(1))
        .containsExactly(new float[] {.4f, .3f, .6f, .3f, .6f, .7f, .4f, .7f}, ROUNDING);
    assertThat(file.problems())
        .containsExactly(new DataProblem(Kind.BOX_AMONG_POLYGONS, "a.txt", 2, "5 fields"));
  }

  @Test
  void repeatedLinesCountOnceAndTheRestIsSorted() {
    LabelFile file = parse("1 .5 .5 .2 .2\n0 .25 .25 .1 .1\n1 .5 .5 .2 .2\n0 .1 .25 .1 .1\n");
    assertThat(rows(file))
        .containsExactly(0, .1f, .25f, .1f, .1f, 0, .25f, .25f, .1f, .1f, 1, .5f, .5f, .2f, .2f);
    assertThat(file.lines()).containsExactly(4, 2, 1);
    assertThat(file.problems())
        .containsExactly(new DataProblem(Kind.DUPLICATE, "a.txt", 3, "repeats line 1"));
  }

  @Test
  void boxesWithoutAreaAreLeftOutAndReported() {
    LabelFile file = parse("0 .5 .5 .2 .2\n1 .5 .5 0 .2\n");
    assertThat(rows(file)).containsExactly(0, .5f, .5f, .2f, .2f);
    assertThat(file.problems())
        .containsExactly(new DataProblem(Kind.NO_AREA, "a.txt", 2, "width or height is 0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 .5 .5 .2 .2\r\n0 .4 .4 .2 .2\r\n",
        "\n\n0 .5 .5 .2 .2\n\n\n0 .4 .4 .2 .2\n\n",
        "  \n0 .5 .5 .2 .2\n0 .4 .4 .2 .2\n   \n",
        "\uFEFF0\t.5 .5  .2 .2\n +0 4e-1 .4 .2 .2 ",
      })
  void lineEndsEmptyLinesAndBlanksDoNotMatter(String text) {
    LabelFile file = parse(text);
    assertThat(rows(file)).containsExactly(0, .5f, .5f, .2f, .2f, 0, .4f, .4f, .2f, .2f);
    assertThat(file.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 .5 .5 1.00000001 .2", ".5 .5 .5 .2 .2"})
  void theReferencesToleranceIsKept(String line) {
    assertThat(parse(line).problems()).isEmpty();
    assertThat(parse(line).annotations().orElseThrow().count()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "   \n\n"})
  void anEmptyFileHasNoObjects(String text) {
    assertThat(parse(text).annotations().orElseThrow().count()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0                          | 1 fields; a box has 5
          0 .5 .5 .2                 | 4 fields; a box has 5
          0 .5 .5 .2 .2 .9           | 6 fields; a box has 5
          0 .5 .5 .2 .2 .1 .4 .3     | 8 fields; a box has 5
          0 .5 .5 .2 .2 # a comment  | "#" is no number
          cat .5 .5 .2 .2            | "cat" is no number
          0 .5 .5 NaN .2             | "NaN" is no number
          0 .5 .5 0x1p-3 .2          | "0x1p-3" is no number
          0 .5 .5 .2f .2             | ".2f" is no number
          -1 .5 .5 .2 .2             | the class -1.0 is negative
          0 .5 .5 -.2 .2             | -0.2 is outside 0 to 1
          0 320 240 100 100          | 320.0 is outside 0 to 1
          """)
  void aBadLineMakesTheFileUnusableAndIsNamed(String line, String what) {
    LabelFile file = parse("0 .5 .5 .2 .2\n" + line + "\n");
    assertThat(file.annotations()).isEmpty();
    assertThat(file.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(Kind.BAD_ANNOTATIONS);
              assertThat(problem.toString()).startsWith("a.txt line 2: " + what);
            });
  }

  @Test
  void everyBadLineIsNamed() {
    assertThat(parse("0 .5 .5 .2\n0 .5 .5 .2 .2\n0 .5 .5 .2 7\n").problems())
        .extracting(DataProblem::line)
        .containsExactly(1, 3);
  }

  @Test
  void aLineOfBlanksBetweenObjectsIsNoObject() {
    LabelFile file = parse("0 .5 .5 .2 .2\n  \n0 .4 .4 .2 .2\n");
    assertThat(file.annotations()).isEmpty();
    assertThat(file.problems().getFirst().toString()).startsWith("a.txt line 2: 0 fields");
  }

  private static LabelFile parse(String text) {
    return LabelFile.parse("a.txt", text.getBytes(StandardCharsets.UTF_8));
  }

  private static float[] rows(LabelFile file) {
    return file.annotations().orElseThrow().rows();
  }
}
