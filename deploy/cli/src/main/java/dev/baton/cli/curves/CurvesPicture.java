package dev.baton.cli.curves;

import dev.baton.common.checkpoint.Handover;
import dev.baton.worker.yolo.plots.MarkSymbol;
import dev.baton.worker.yolo.plots.TrainingsPlot;
import dev.baton.worker.yolo.plots.TrainingsPlot.Curve;
import dev.baton.worker.yolo.plots.TrainingsPlot.Lane;
import dev.baton.worker.yolo.plots.TrainingsPlot.Mark;
import dev.baton.worker.yolo.plots.TrainingsPlot.Panel;
import java.util.List;
import java.util.stream.IntStream;

/** Jobs' curves as a PNG: a panel for each metric, a lane for each job. */
final class CurvesPicture {
  private CurvesPicture() {}

  static byte[] draw(List<JobCurves> jobs, List<CurveMetric> metrics) {
    List<Panel> panels = metrics.stream().map(metric -> panel(jobs, metric)).toList();
    return TrainingsPlot.draw(panels, jobs.stream().map(CurvesPicture::lane).toList());
  }

  private static Panel panel(List<JobCurves> jobs, CurveMetric metric) {
    if (jobs.size() == 1) {
      String title = metric.columns().size() == 1 ? metric.title() : metric.name();
      return new Panel(title, parts(jobs.getFirst(), metric));
    }
    List<Curve> curves =
        IntStream.range(0, jobs.size())
            .mapToObj(i -> curve(i, jobs.get(i).job(), jobs.get(i), metric.columns()))
            .toList();
    return new Panel(metric.title(), curves);
  }

  /** Of one job there is room for the parts of a sum. */
  private static List<Curve> parts(JobCurves job, CurveMetric metric) {
    return metric.columns().stream().map(column -> curve(0, column, job, List.of(column))).toList();
  }

  private static Curve curve(int lane, String name, JobCurves job, List<String> columns) {
    double[][] values = job.values(columns);
    String noted = values[0].length == 0 ? name + " (no epoch yet)" : name;
    return new Curve(lane, noted, values[0], values[1]);
  }

  private static Lane lane(JobCurves job) {
    return new Lane(
        job.job(),
        job.checkpoints().stream().mapToDouble(JobCurves.Tick::position).toArray(),
        job.handovers().stream()
            .map(h -> new Mark(h.position(), symbol(h.reason()), h.kind()))
            .toList());
  }

  private static MarkSymbol symbol(Handover.Kind kind) {
    return switch (kind) {
      case KILLED -> MarkSymbol.CROSS;
      case HUNG -> MarkSymbol.SQUARE;
      case LOST -> MarkSymbol.DIAMOND;
      case GAVE_UP -> MarkSymbol.SLASH;
      case DRAINED -> MarkSymbol.DOWN;
      case PAUSED -> MarkSymbol.BARS;
      case YIELDED -> MarkSymbol.RING;
      case PASSED_ON -> MarkSymbol.RIGHT;
      case REOPENED -> MarkSymbol.PLUS;
      case REWOUND -> MarkSymbol.LEFT;
    };
  }
}
