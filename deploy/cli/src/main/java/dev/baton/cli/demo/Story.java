package dev.baton.cli.demo;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.cli.output.Tone;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Tells the demonstration part by part, with the time that each took. One thread tells; others may
 * {@link #whisper}.
 */
final class Story {
  private static final Duration PLAIN_PACE = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final long beginNanos = System.nanoTime();
  private final Queue<String> whispers = new ConcurrentLinkedQueue<>();
  private final List<String> times = new ArrayList<>();
  private String part = "";
  private long partNanos = beginNanos;
  private long statusNanos = beginNanos;
  private volatile boolean isOver;

  Story(Terminal terminal) {
    this.terminal = terminal;
  }

  void title(String text) {
    terminal.print(new Line(Tone.TITLE, text));
  }

  /** Begins a part; the one before it is over. */
  void begin(String name) {
    endPart();
    part = name;
    partNanos = System.nanoTime();
    terminal.print("");
    terminal.print(new Line(Tone.TITLE, "%d  %s".formatted(times.size() + 1, name)));
  }

  void say(Line line) {
    if (isOver) {
      return;
    }
    tellWhispers();
    terminal.print(new Line(line.tone(), "   " + line.text()));
  }

  void say(String text) {
    say(Line.plain(text));
  }

  /**
   * How it goes: a line that is overwritten, or where that cannot be, now and then one that stays.
   */
  void showStatus(String text) {
    if (isOver) {
      return;
    }
    tellWhispers();
    if (terminal.isInteractive()) {
      terminal.showStatus("   " + text);
    } else if (System.nanoTime() - statusNanos > PLAIN_PACE.toNanos()) {
      statusNanos = System.nanoTime();
      terminal.print(Line.quiet("   " + text));
    }
  }

  /** Something that happened elsewhere, told when the teller next speaks. */
  void whisper(String text) {
    whispers.add(text);
  }

  /** Drops what was whispered so far. */
  void forgetWhispers() {
    whispers.clear();
  }

  /** Says no more: the user has stopped it. */
  void fallSilent() {
    isOver = true;
  }

  /** The parts with their times, and the whole. */
  void tellTimes() {
    endPart();
    part = "";
    Duration whole = Duration.ofNanos(System.nanoTime() - beginNanos);
    terminal.print("");
    terminal.print(
        Line.quiet(
            "Times: %s; all in all %s."
                .formatted(String.join(", ", times), Quantities.duration(whole))));
  }

  private void endPart() {
    if (!part.isEmpty()) {
      Duration took = Duration.ofNanos(System.nanoTime() - partNanos);
      times.add("(%d) %s".formatted(times.size() + 1, Quantities.duration(took)));
    }
  }

  private void tellWhispers() {
    for (String text = whispers.poll(); text != null; text = whispers.poll()) {
      terminal.print(Line.quiet("   " + text));
    }
  }
}
