package dev.baton.cli.demo;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.TemporaryFleet;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what Baton is for: exit code 0 exactly if a killed training ended with the same bits. */
@Command(
    name = "demo",
    description = {
      "Start a fleet, kill the worker that trains, and compare the result with an unbroken run.",
      "Takes two to four minutes. Ends with 0 only if both runs finished with the same bits."
    },
    footer = {"", "Example: baton demo", "Example: baton demo --data data.yaml"})
public final class DemoCommand implements Callable<Integer> {
  private static final int WORKERS = 2;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "data.yaml of a YOLO-format set (a small set of shapes is drawn).")
  private Optional<Path> data = Optional.empty();

  @Option(names = "--keep", description = "Leave the demonstration's folder, with all logs.")
  private boolean isKept;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    data.ifPresent(TrainImages::count); // a wrong one is told before anything begins
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    Story story = new Story(terminal);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("demo-silence").unstarted(story::fallSilent));
    story.title("Baton demo: a training loses its worker, and ends with the same bits.");
    boolean isSame;
    try (TemporaryFleet stage = TemporaryFleet.open("demo", WORKERS, story::whisper)) {
      if (isKept) {
        stage.keep();
      }
      isSame = play(stage, story);
      if (!isSame) {
        stage.keep();
      }
      if (isKept || !isSame) {
        story.say(
            "everything is kept in %s, what each process wrote in logs/".formatted(stage.folder()));
      }
    }
    terminal.print(Line.quiet("Every process of the demo has ended."));
    return isSame ? 0 : 1;
  }

  private boolean play(TemporaryFleet stage, Story story) throws IOException, InterruptedException {
    try {
      return new Demonstration(stage, story).play(data);
    } catch (CommandFailedException e) {
      stage.keep();
      throw new CommandFailedException(
          "%s%nThe demo stops here. What each process wrote is in %s"
              .formatted(e.getMessage(), stage.logs()),
          e);
    } catch (IOException | RuntimeException e) {
      stage.keep();
      throw e;
    }
  }
}
