package dev.baton.cli.jobs;

import static dev.baton.cli.output.Quantities.bytes;
import static dev.baton.cli.output.Quantities.headline;
import static dev.baton.cli.output.Quantities.position;
import static dev.baton.cli.output.Quantities.shortDigest;

import dev.baton.cli.output.Line;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.messages.Event.AttemptStarted;
import dev.baton.common.messages.Event.CheckpointDamaged;
import dev.baton.common.messages.Event.Checkpointed;
import dev.baton.common.messages.Event.CommandStale;
import dev.baton.common.messages.Event.FirstStepDone;
import dev.baton.common.messages.Event.JobCancelled;
import dev.baton.common.messages.Event.JobFailed;
import dev.baton.common.messages.Event.JobFinished;
import dev.baton.common.messages.Event.JobRemoved;
import dev.baton.common.messages.Event.NumericsChanged;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.Event.RequestRejected;

/** What an event says to a person, by itself. */
final class EventText {
  private EventText() {}

  static Line of(Event event) {
    return switch (event) {
      case RequestAccepted e -> Line.plain("request accepted: " + e.request());
      case RequestRejected e -> Line.bad("request rejected: " + String.join("; ", e.reasons()));
      case AttemptStarted e ->
          Line.plain("%s trains from %s".formatted(e.worker(), startingPoint(e)));
      case FirstStepDone e -> Line.quiet("%s has done its first step".formatted(e.worker()));
      case Checkpointed e -> checkpointed(e);
      case AttemptEnded e -> ended(e);
      case Event.AttemptHeldUp e ->
          Line.bad(
              "%s waits at %s: %s".formatted(e.worker(), position(e.epoch(), e.step()), e.why()));
      case Event.SizeLimitExceeded e ->
          Line.bad(
              "its checkpoints need %s, more than its max_size of %s; it goes on"
                  .formatted(bytes(e.sizeBytes()), e.maxSize()));
      case CommandStale e ->
          Line.quiet(
              "command %d came late and was dropped: command %d has started"
                  .formatted(e.commandNumber(), e.newestCommandNumber()));
      case CheckpointDamaged e ->
          Line.bad(
              "checkpoint %d is damaged, an older one is used: %s %s"
                  .formatted(e.sequence(), e.file(), e.why()));
      case NumericsChanged e ->
          Line.bad(
              "numerics changed from %s to %s: from here on its bits may differ"
                  .formatted(e.from(), e.to()));
      case JobFinished e ->
          Line.good(
              "finished after %d epochs: %s, digest %s"
                  .formatted(e.epochs(), headline(e.metrics()), shortDigest(e.stateDigest())));
      case JobFailed e -> Line.bad("failed: " + e.why());
      case JobCancelled e -> Line.bad("cancelled");
      case JobRemoved e -> Line.plain("removed");
    };
  }

  /** {@code zero} or {@code checkpoint 7 (epoch 6, step 12)}. */
  static String startingPoint(AttemptStarted started) {
    return started
        .checkpoint()
        .map(
            sequence ->
                "checkpoint %d (%s)".formatted(sequence, position(started.epoch(), started.step())))
        .orElse("zero");
  }

  private static Line checkpointed(Checkpointed e) {
    return e.metrics().isEmpty()
        ? Line.quiet(
            "checkpoint %d at %s, %s"
                .formatted(e.sequence(), position(e.epoch(), e.step()), bytes(e.sizeBytes())))
        : Line.plain(
            "epoch %d is done: %s, checkpoint %d"
                .formatted(e.epoch(), headline(e.metrics()), e.sequence()));
  }

  private static Line ended(AttemptEnded e) {
    String where = position(e.epoch(), e.step());
    String detail = e.detail().isBlank() ? "" : ": " + e.detail();
    return switch (e.reason()) {
      case DONE ->
          Line.quiet(
              "%s is done with command %d at %s".formatted(e.worker(), e.commandNumber(), where));
      case YIELDED -> Line.plain("%s yields to other jobs at %s".formatted(e.worker(), where));
      case PAUSED -> Line.plain("paused at %s".formatted(where));
      case HANDED_BACK ->
          Line.plain("%s leaves and hands the job back at %s".formatted(e.worker(), where));
      case GAVE_UP -> Line.bad("%s gave the job back%s".formatted(e.worker(), detail));
      case LEASE_LOST -> Line.bad("%s lost its lease and stops%s".formatted(e.worker(), detail));
      case HUNG -> Line.bad("%s hung and ended itself%s".formatted(e.worker(), detail));
      case SUPERSEDED -> Line.quiet("%s stops: a later attempt owns the job".formatted(e.worker()));
      case CANCELLED -> Line.plain("%s stops at %s".formatted(e.worker(), where));
    };
  }
}
