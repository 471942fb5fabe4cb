package dev.baton.cli.data;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.worker.yolo.data.imports.DatasetImport;
import dev.baton.worker.yolo.data.imports.DatasetImport.Format;
import dev.baton.worker.yolo.data.imports.DatasetImport.Report;
import dev.baton.worker.yolo.data.imports.ImportException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a YOLO-format data set out of one in another format. */
@Command(
    name = "import",
    description = {
      "Make a YOLO-format data set out of another one, which is only read.",
      "Boxes are clipped to their images; those without area are left out and counted."
    },
    footer = {"", "Example: baton data import BCCD --from voc --to sets/bccd"})
public final class DataImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The data set; for yolo its data.yaml will do.")
  private Path from;

  @Option(
      names = "--from",
      paramLabel = "FORMAT",
      required = true,
      description = "What it is: ${COMPLETION-CANDIDATES}.")
  private Format format;

  @Option(names = "--to", paramLabel = "DIR2", required = true, description = "A new folder.")
  private Path to;

  @Option(
      names = "--names",
      paramLabel = "NAME,...",
      split = ",",
      description = "Classes in their order (voc: that of their first appearance).")
  private List<String> classNames = new ArrayList<>();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    Report report;
    try {
      report = DatasetImport.run(from, format, to, classNames);
    } catch (ImportException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
    for (Map.Entry<String, Integer> split : report.images().entrySet()) {
      terminal.print("%s: %d images".formatted(split.getKey(), split.getValue()));
    }
    terminal.print(
        "%d objects of %d classes: %s"
            .formatted(
                report.objects(),
                report.classNames().size(),
                String.join(", ", report.classNames())));
    report.notes().forEach(note -> terminal.print(Line.bad(note)));
    terminal.print(Line.good("baton train --data %s ...".formatted(report.dataYaml())));
    return 0;
  }
}
