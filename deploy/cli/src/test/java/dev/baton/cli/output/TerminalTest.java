package dev.baton.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final StringWriter shown = new StringWriter();

  @Test
  void printsPlainLinesAndNoStatusWhereThereIsNoTerminal() {
    Terminal terminal = Terminal.of(new PrintWriter(shown), Map.of());
    terminal.showStatus("step 1");
    terminal.print(Line.good("done"));
    assertThat(shown.toString()).isEqualTo("done" + System.lineSeparator());
  }

  @Test
  void replacesTheStatusLineByTheNextLine() {
    Terminal terminal = new Terminal(new PrintWriter(shown), true, false, 80);
    terminal.showStatus("step 1");
    terminal.print("done");
    assertThat(shown.toString())
        .isEqualTo("\r\u001b[2Kstep 1" + "\r\u001b[2Kdone" + System.lineSeparator());
  }

  @Test
  void cutsAStatusThatWouldWrap() {
    Terminal terminal = new Terminal(new PrintWriter(shown), true, false, 6);
    terminal.showStatus("123456789");
    assertThat(shown.toString()).isEqualTo("\r\u001b[2K12345");
  }

  @Test
  void replacesAStatusOfSeveralLinesAsAWhole() {
    Terminal terminal = new Terminal(new PrintWriter(shown), true, false, 80);
    terminal.showStatus(List.of(Line.plain("epoch 1"), Line.plain("all 5 %")));
    shown.getBuffer().setLength(0);
    terminal.clearStatus();
    assertThat(shown.toString()).isEqualTo("\r\u001b[2K" + "\u001b[A\r\u001b[2K");
  }

  @Test
  void writesNothingAgainThatStandsThereAlready() {
    Terminal terminal = new Terminal(new PrintWriter(shown), true, false, 80);
    terminal.showStatus("step 1");
    shown.getBuffer().setLength(0);
    terminal.showStatus("step 1");
    assertThat(shown.toString()).isEmpty();
  }

  @Test
  void staysCalmOnATerminalOfTwoColumns() {
    Terminal terminal = new Terminal(new PrintWriter(shown), true, false, 2);
    terminal.showStatus(List.of(Line.plain("epoch 1"), Line.plain("all 5 %")));
    terminal.showStatus("");
    assertThat(shown.toString()).contains("\r\u001b[2Ke" + System.lineSeparator() + "a");
  }

  @Test
  void coloursLinesOnlyWhereColoursAreWanted() {
    new Terminal(new PrintWriter(shown), true, true, 80).print(Line.bad("lost"));
    assertThat(shown.toString()).startsWith("\u001b[31mlost\u001b[0m");
  }

  @Test
  void lettersThatWouldSteerTheTerminalAreShownInstead() {
    Terminal terminal = new Terminal(new PrintWriter(shown), true, true, 80);
    terminal.print(Line.bad("owner \u001b]0;title\u0007\u001b[2J\rfake\u009b1m"));
    terminal.print("two\n\tlines");
    assertThat(shown.toString())
        .isEqualTo("\u001b[31mowner ?]0;title??[2J?fake?1m\u001b[0m%ntwo\n\tlines%n".formatted());
    shown.getBuffer().setLength(0);
    terminal.showStatus("step\u001b[A");
    assertThat(shown.toString()).endsWith("step?[A");
  }

  @Test
  void noticesThatItsReaderWentAway() {
    Writer closedPipe =
        new Writer() {
          @Override
          public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException("Broken pipe");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Terminal terminal = Terminal.of(new PrintWriter(closedPipe), Map.of());
    assertThat(terminal.isOpen()).isTrue();
    terminal.print("nobody reads this");
    assertThat(terminal.isOpen()).isFalse();
  }
}
