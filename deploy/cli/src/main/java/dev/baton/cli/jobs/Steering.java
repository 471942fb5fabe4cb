package dev.baton.cli.jobs;

import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Request;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/** Asks for a change of a job and waits until it has come about. */
final class Steering {
  /** Long enough for a step of a large model and the checkpoint after it, mostly. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Steering() {}

  /** {@code is paused}. */
  static String status(JobState state) {
    return "is " + state.status().name().toLowerCase(Locale.ROOT);
  }

  static String newRequestId() {
    return UUID.randomUUID().toString();
  }

  /**
   * Sends {@code request} and tells how it went.
   *
   * @param isDone what the job's state shall be like
   * @param description of a state, for the sentence "Job exp1 ..."
   * @throws dev.baton.cli.CommandFailedException when the request is refused or not answered
   */
  static void steer(
      KafkaConnection kafka,
      Request request,
      Predicate<JobState> isDone,
      Function<JobState, String> description,
      Terminal terminal) {
    new RequestChannel(kafka).require(request);
    try (JobStates jobs = JobStates.open(kafka)) {
      boolean isInTime = jobs.await(request.job(), isDone, PATIENCE);
      String found = jobs.find(request.job()).map(description).orElse("is gone");
      terminal.print(
          isInTime
              ? Line.good("Job %s %s".formatted(request.job(), found))
              : Line.plain(
                  "Accepted, but job %s still %s: its worker has to end a step first (baton watch %s)"
                      .formatted(request.job(), found, request.job())));
    }
  }
}
