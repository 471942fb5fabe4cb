package dev.baton.scheduler.api;

import dev.baton.common.checkpoint.JobPictures;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;

/** Answers with the pictures of a job's training. */
final class PictureApi {
  private static final long MOST_BYTES = 8 << 20;

  private final FleetView view;
  private final JobLogs logs;

  PictureApi(FleetView view, JobLogs logs) {
    this.view = view;
    this.logs = logs;
  }

  /**
   * A picture in a list.
   *
   * @param title for people
   */
  record PictureRow(String name, String title, long sizeBytes) {}

  /** Every picture of a job. */
  record Pictures(List<PictureRow> pictures) {}

  void pictures(Context request) {
    List<PictureRow> rows =
        all(request).stream()
            .map(p -> new PictureRow(p.name(), title(p.name()), p.sizeBytes()))
            .toList();
    FleetApi.answer(request, new Pictures(rows));
  }

  void picture(Context request) {
    String name = request.pathParam("name");
    JobPictures.Picture picture =
        all(request).stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> ApiException.notFound("The job has no such picture: see its list"));
    if (picture.sizeBytes() > MOST_BYTES) {
      throw ApiException.unavailable(
          "%s is too large to be shown here: baton fetch writes it to a folder".formatted(name));
    }
    String job = request.pathParam("job");
    byte[] png = logs.fromStore(store -> new JobPictures(store, job).load(name));
    // A picture that is drawn again keeps its name.
    request.header("Cache-Control", "no-cache").contentType("image/png").result(png);
  }

  private List<JobPictures.Picture> all(Context request) {
    String job = FleetApi.require(view, request).state().job();
    return logs.fromStore(store -> new JobPictures(store, job).all());
  }

  /** {@code val_batch0_pred.png} → {@code Val batch0 pred}. */
  private static String title(String name) {
    String words = name.replaceFirst("\\.png$", "").replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
