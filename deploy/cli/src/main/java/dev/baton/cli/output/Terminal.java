package dev.baton.cli.output;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a command prints: lines that stay and, on a real terminal, a few status lines at the bottom
 * that are overwritten. On anything else (a file, a pipe) status lines and colours are left out.
 * Used by one thread; only a Ctrl-C may come from elsewhere at any time.
 *
 * <p>A reader that goes away ({@code baton watch | head}) is no error: what is printed from then on
 * is dropped, and {@link #isOpen} tells loops to end.
 */
public final class Terminal {
  private static final String CLEAR_LINE = "\r\u001b[2K";
  private static final String LINE_UP = "\u001b[A";
  private static final String RESET = "\u001b[0m";
  private static final Size USUAL_SIZE = new Size(24, 80);

  /** All but ends of lines and tabulators. */
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f&&[^\\n\\t]]");

  /** Of a terminal, in characters. */
  public record Size(int rows, int columns) {}

  private final PrintWriter out;
  private final boolean isInteractive;
  private final boolean isColoured;
  private final Supplier<Size> size;
  private List<Line> status = List.of();
  private Optional<Thread> farewell = Optional.empty();
  private boolean isInterrupted;

  /**
   * @param isInteractive whether a person looks at a terminal, so that a line may be overwritten
   * @param columns width of that terminal
   */
  public Terminal(PrintWriter out, boolean isInteractive, boolean isColoured, int columns) {
    this(out, isInteractive, isColoured, () -> new Size(USUAL_SIZE.rows(), columns));
  }

  private Terminal(
      PrintWriter out, boolean isInteractive, boolean isColoured, Supplier<Size> size) {
    this.out = out;
    this.isInteractive = isInteractive;
    this.isColoured = isColoured;
    this.size = size;
  }

  /**
   * The terminal behind {@code out}, if the process has one. Honours {@code NO_COLOR}
   * (no-color.org) and {@code TERM}.
   */
  public static Terminal of(PrintWriter out, Map<String, String> environment) {
    boolean isTerminal = isTerminal() && !"dumb".equals(environment.get("TERM"));
    boolean isColoured = isTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(
        out, isTerminal, isColoured, isTerminal ? new AskedSize() : () -> USUAL_SIZE);
  }

  public boolean isInteractive() {
    return isInteractive;
  }

  /**
   * Whether anybody still reads. A writer around standard output never learns that the pipe has
   * closed: {@code System.out} keeps that to itself, and has to be asked.
   */
  public boolean isOpen() {
    return !out.checkError() && !System.out.checkError();
  }

  /** Width of the terminal at this moment; the usual one where there is none. */
  public int columns() {
    return size.get().columns();
  }

  /** Height of the terminal at this moment; the usual one where there is none. */
  public int rows() {
    return size.get().rows();
  }

  public synchronized void print(Line line) {
    if (isInterrupted) {
      return;
    }
    clearStatus();
    out.println(coloured(line.tone(), line.text()));
    out.flush();
  }

  public void print(List<Line> lines) {
    lines.forEach(this::print);
  }

  public void print(String text) {
    print(Line.plain(text));
  }

  /** Shows {@code text} in place of the last status; nothing where there is no terminal. */
  public void showStatus(String text) {
    showStatus(List.of(Line.plain(text)));
  }

  /** Shows {@code lines} in place of the last status; nothing where there is no terminal. */
  public synchronized void showStatus(List<Line> lines) {
    if (!isInteractive || isInterrupted) {
      return;
    }
    // A line of full width would wrap, and only its last row could be overwritten.
    int room = Math.max(0, columns() - 1);
    List<Line> fitting = lines.stream().map(line -> cut(line, room)).toList();
    if (!fitting.equals(status)) {
      String shown =
          fitting.stream()
              .map(line -> coloured(line.tone(), line.text()))
              .collect(Collectors.joining(System.lineSeparator()));
      out.print((status.isEmpty() ? CLEAR_LINE : clearing(status.size())) + shown);
      out.flush();
      status = fitting;
    }
  }

  public synchronized void clearStatus() {
    if (!status.isEmpty()) {
      out.print(clearing(status.size()));
      out.flush();
      status = List.of();
    }
  }

  /** Clears so many lines from the last one up. */
  private static String clearing(int lines) {
    return CLEAR_LINE + (LINE_UP + CLEAR_LINE).repeat(lines - 1);
  }

  private static Line cut(Line line, int room) {
    String text = line.text();
    return text.length() <= room ? line : new Line(line.tone(), text.substring(0, room));
  }

  /**
   * Until {@link #endLive}, a Ctrl-C leaves a clean terminal behind, with {@code lastWords} on it;
   * nothing where there is no terminal. The process then ends with status 130, as a JVM does.
   */
  public void beginLive(Line lastWords) {
    if (isInteractive) {
      Thread hook = new Thread(() -> leave(lastWords), "farewell");
      Runtime.getRuntime().addShutdownHook(hook);
      farewell = Optional.of(hook);
    }
  }

  /** What was shown has come to its end: the status goes. */
  public void endLive() {
    clearStatus();
    try {
      farewell.ifPresent(Runtime.getRuntime()::removeShutdownHook);
      farewell = Optional.empty();
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has run or runs: nothing is left to do.
      isInterrupted = true;
    }
  }

  private synchronized void leave(Line lastWords) {
    if (!status.isEmpty()) {
      out.println(); // the terminal has written ^C behind the status
      out.print((LINE_UP + CLEAR_LINE).repeat(status.size()));
      status = List.of();
    }
    print(lastWords);
    isInterrupted = true;
  }

  /**
   * Texts come from whoever may send a request or an event: none of them may move the cursor, name
   * the window or hide what stands before it.
   */
  private String coloured(Tone tone, String text) {
    String harmless = CONTROL.matcher(text).replaceAll("?");
    return isColoured && tone != Tone.PLAIN ? tone.code() + harmless + RESET : harmless;
  }

  /**
   * Until Java 21 a console exists only where there is a terminal; since 22 it always does and has
   * a method to ask, which code for 21 can only reach by name.
   */
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Asks the terminal for its size now and then, since a window may be resized. */
  private static final class AskedSize implements Supplier<Size> {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private Size known = ask();
    private long askedNanos = System.nanoTime();

    @Override
    public Size get() {
      if (System.nanoTime() - askedNanos > EVERY.toNanos()) {
        known = ask();
        askedNanos = System.nanoTime();
      }
      return known;
    }

    private static Size ask() {
      try {
        Process stty =
            new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
        String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (stty.waitFor(1, TimeUnit.SECONDS) && size.strip().matches("[1-9]\\d* [1-9]\\d*")) {
          String[] numbers = size.strip().split(" ");
          return new Size(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        }
      } catch (IOException e) {
        return USUAL_SIZE; // no stty, no /dev/tty: the usual size does
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return USUAL_SIZE;
    }
  }
}
