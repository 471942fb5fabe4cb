package dev.baton.cli.data;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import dev.baton.cli.Usage;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.yolo.DataOverview;
import dev.baton.worker.yolo.data.DatasetCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what a data set has and everything that is wrong with it. */
@Command(
    name = "check",
    description = {
      "Look a data set over: what it has, and everything that is wrong, with file and line.",
      "The exit status is 1 if a training would refuse it."
    },
    footer = {"", "Example: baton data check sets/bccd/data.yaml -o overview.png"})
public final class DataCheckCommand implements Callable<Integer> {
  private static final int REFUSED = 1;

  @Parameters(paramLabel = "DATA", description = "The data set's data.yaml.")
  private Path dataYaml;

  @Option(names = "--all", description = "Every problem, not only the first of each kind.")
  private boolean isAll;

  @Option(names = "--json", description = "One object with the statistics and all problems.")
  private boolean isJson;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.png",
      description = "A picture: some images with their boxes, the classes, the boxes' sizes.")
  private Path picture;

  @Option(
      names = {"--img", "--imgsz", "--img-size"},
      paramLabel = "PIXELS",
      defaultValue = "640",
      description = "Side to be trained at, by which boxes are called tiny (${DEFAULT-VALUE}).")
  private int side;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Usage.requireImageSide(spec, "--img", side);
    if (picture != null) {
      Usage.requirePng(spec, "-o", picture);
    }
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    DatasetCheck check;
    try {
      terminal.showStatus("reading %s ...".formatted(dataYaml));
      check = DatasetCheck.of(dataYaml, side);
    } catch (TrainerException e) {
      throw new CommandFailedException(e.getMessage(), e);
    } finally {
      terminal.clearStatus();
    }
    if (picture != null) {
      draw(check);
    }
    if (isJson) {
      terminal.print(CheckReport.json(check));
    } else {
      terminal.print(new CheckReport(check).lines(isAll));
      if (picture != null) {
        terminal.print(Line.plain("Picture: %s".formatted(picture)));
      }
    }
    return check.refusal().isPresent() ? REFUSED : 0;
  }

  private void draw(DatasetCheck check) {
    try {
      Files.write(picture, DataOverview.draw(check));
    } catch (IOException e) {
      throw FileFailure.at(picture, e);
    }
  }
}
