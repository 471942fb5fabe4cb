package dev.baton.cli.jobs;

import static dev.baton.common.text.Quantities.named;
import static dev.baton.common.text.Quantities.number;

import dev.baton.cli.output.FittingLine;
import dev.baton.cli.output.ProgressBar;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.text.Quantities;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a job goes, as two lines at the bottom of a terminal: a bar for the epoch with what is learnt
 * in it, and one for the job with its speed. A narrow terminal gets fewer words, and no bars.
 *
 * @param remaining time to the last step, unknown at an attempt's beginning
 * @param handovers steps of the whole training at which another attempt took over; marks in the bar
 */
record WatchBars(StepProgress step, Optional<Duration> remaining, List<Long> handovers) {
  private static final int PERCENT = 100;

  /** Both lines while the job trains. */
  List<String> lines(int columns) {
    String time = "ETA " + remaining.map(Quantities::duration).orElse("-");
    FittingLine job =
        jobLine(columns)
            .with(4, String.format(Locale.ROOT, "%.1f img/s", step.imagesPerSecond()))
            .with(1, time)
            .with(3, step.worker());
    return List.of(epochLine(columns).fit(columns), job.fit(columns));
  }

  /** Both lines while nobody trains the job, with a sentence on why. */
  List<String> lines(int columns, String sentence) {
    return List.of(
        epochLine(columns).fit(columns), jobLine(columns).with(1, sentence).fit(columns));
  }

  private FittingLine epochLine(int columns) {
    return new FittingLine()
        .with(0, padded("epoch %d/%d".formatted(step.epoch(), step.epochs()), columns))
        .with(2, bar(columns, (double) step.step() / step.stepsPerEpoch(), List.of()))
        .with(1, "step %d/%d".formatted(step.step(), step.stepsPerEpoch()))
        .with(3, named(step.losses()))
        .with(4, "lr " + number(step.learningRate()));
  }

  private FittingLine jobLine(int columns) {
    double all = (double) step.epochs() * step.stepsPerEpoch();
    double fraction = done(step) / all;
    List<Double> marks = handovers.stream().map(at -> at / all).toList();
    String percent = "%d %%".formatted((int) (fraction * PERCENT));
    return new FittingLine()
        .with(0, padded("all   " + percent, columns))
        .with(2, bar(columns, fraction, marks));
  }

  /** Both bars begin in the same column, where there are bars. */
  private String padded(String label, int columns) {
    int width = "epoch /".length() + 2 * String.valueOf(step.epochs()).length();
    boolean hasBar = ProgressBar.widthFor(columns) > 0;
    return hasBar ? label + " ".repeat(Math.max(0, width - label.length())) : label;
  }

  private static String bar(int columns, double fraction, List<Double> marks) {
    return ProgressBar.of(ProgressBar.widthFor(columns), fraction, marks);
  }

  /** Steps of the whole training that are done. */
  static long done(StepProgress step) {
    return (step.epoch() - 1L) * step.stepsPerEpoch() + step.step();
  }
}
