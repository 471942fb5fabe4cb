package dev.baton.cli;

import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of options that more than one command has. */
public final class Usage {
  private static final int STRIDE = 32;

  private Usage() {}

  /**
   * @throws ParameterException with {@code message} if not {@code isTrue}
   */
  public static void require(CommandSpec command, boolean isTrue, String message) {
    if (!isTrue) {
      throw new ParameterException(command.commandLine(), message);
    }
  }

  /**
   * @param option by which {@code value} was given
   * @throws ParameterException if {@code value} is less than {@code least}
   */
  public static void requireAtLeast(CommandSpec command, int least, int value, String option) {
    require(command, value >= least, "%s %d: give %d or more".formatted(option, value, least));
  }

  /**
   * @param option by which the value was given
   * @throws ParameterException unless the value is from 0 to 1
   */
  public static void requireShare(CommandSpec command, String option, float value) {
    require(command, value >= 0 && value <= 1, "%s %s: give 0 to 1".formatted(option, value));
  }

  /**
   * @param option by which {@code file} was given
   * @throws ParameterException unless the name of {@code file} ends in {@code .png}
   */
  public static void requirePng(CommandSpec command, String option, Path file) {
    require(
        command,
        file.toString().toLowerCase(Locale.ROOT).endsWith(".png"),
        "%s %s: pictures are written as PNG, so give a name that ends in .png"
            .formatted(option, file));
  }

  /**
   * @param option by which the side was given
   * @param side in pixels
   * @throws ParameterException if a detector's network cannot take images of that side
   */
  public static void requireImageSide(CommandSpec command, String option, int side) {
    require(
        command,
        side > 0 && side % STRIDE == 0,
        "%s %d: give a multiple of 32".formatted(option, side));
  }
}
