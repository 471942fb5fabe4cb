package dev.baton.cli.output;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where a command prints: lines that stay and, on a real terminal, one status line at the bottom
 * that is overwritten. On anything else (a file, a pipe) the status line and colours are left out.
 * Not thread-safe.
 *
 * <p>A reader that goes away ({@code baton watch | head}) is no error: what is printed from then on
 * is dropped, and {@link #isOpen} tells loops to end.
 */
public final class Terminal {
  private static final String CLEAR_LINE = "\r\u001b[2K";
  private static final String RESET = "\u001b[0m";
  private static final int USUAL_COLUMNS = 80;

  private final PrintWriter out;
  private final boolean isInteractive;
  private final boolean isColoured;
  private final int columns;
  private String status = "";

  /**
   * @param isInteractive whether a person looks at a terminal, so that a line may be overwritten
   * @param columns width of that terminal
   */
  public Terminal(PrintWriter out, boolean isInteractive, boolean isColoured, int columns) {
    this.out = out;
    this.isInteractive = isInteractive;
    this.isColoured = isColoured;
    this.columns = columns;
  }

  /**
   * The terminal behind {@code out}, if the process has one. Honours {@code NO_COLOR}
   * (no-color.org) and {@code TERM}.
   */
  public static Terminal of(PrintWriter out, Map<String, String> environment) {
    boolean isTerminal = isTerminal() && !"dumb".equals(environment.get("TERM"));
    boolean isColoured = isTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(out, isTerminal, isColoured, isTerminal ? columns() : USUAL_COLUMNS);
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

  public void print(Line line) {
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

  /** Shows {@code text} in place of the last status line; nothing where there is no terminal. */
  public void showStatus(String text) {
    if (!isInteractive) {
      return;
    }
    // A line of full width would wrap, and only its last row could be overwritten.
    String fitting = text.length() < columns ? text : text.substring(0, Math.max(0, columns - 1));
    if (!fitting.equals(status)) {
      out.print(CLEAR_LINE + fitting);
      out.flush();
      status = fitting;
    }
  }

  public void clearStatus() {
    if (!status.isEmpty()) {
      out.print(CLEAR_LINE);
      out.flush();
      status = "";
    }
  }

  private String coloured(Tone tone, String text) {
    return isColoured && tone != Tone.PLAIN ? tone.code() + text + RESET : text;
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

  private static int columns() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (stty.waitFor(1, TimeUnit.SECONDS) && size.strip().matches("\\d+ [1-9]\\d*")) {
        return Integer.parseInt(size.strip().split(" ")[1]);
      }
    } catch (IOException e) {
      return USUAL_COLUMNS; // no stty, no /dev/tty: the usual width does
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return USUAL_COLUMNS;
  }
}
