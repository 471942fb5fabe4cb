package dev.baton.cli.output;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Optional;

/**
 * This process's standard output, which remembers why it could not be written: {@code System.out}
 * keeps that to itself, and a command whose result was lost on a full disk would seem to have done
 * its work.
 */
public final class StandardOutput extends OutputStream {
  private static final String READER_IS_GONE = "Broken pipe";

  private final OutputStream target;
  private volatile Optional<IOException> failure = Optional.empty();

  StandardOutput(OutputStream target) {
    this.target = target;
  }

  /** Puts one behind {@code System.out}. */
  public static StandardOutput install() {
    StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    Charset charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"));
    System.setOut(new PrintStream(new BufferedOutputStream(output), true, charset));
    return output;
  }

  /**
   * Why something that was printed is lost; empty also where its reader has gone away ({@code baton
   * jobs | head -1}), who has what it wanted.
   */
  public Optional<IOException> failure() {
    return failure.filter(e -> !READER_IS_GONE.equals(e.getMessage()));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      if (failure.isEmpty()) {
        failure = Optional.of(e);
      }
      throw e;
    }
  }
}
