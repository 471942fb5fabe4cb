package dev.baton.common.text;

import static dev.baton.common.text.Quantities.bytes;
import static dev.baton.common.text.Quantities.count;
import static dev.baton.common.text.Quantities.headline;
import static dev.baton.common.text.Quantities.position;
import static dev.baton.common.text.Quantities.shortDigest;

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

/**
 * What an event says to a person, by itself.
 *
 * @param text a sentence without a full stop
 */
public record EventText(Severity severity, String text) {

  /** How much it matters. */
  public enum Severity {
    /** Only for whoever looks closely. */
    DETAIL,
    INFO,
    GOOD,
    /** Somebody should know; the job goes on. */
    WARNING,
    BAD
  }

  public static EventText of(Event event) {
    return switch (event) {
      case RequestAccepted e -> info("request accepted: " + e.request());
      case RequestRejected e -> bad("request rejected: " + String.join("; ", e.reasons()));
      case AttemptStarted e -> info("%s trains from %s".formatted(e.worker(), startingPoint(e)));
      case FirstStepDone e -> detail("%s has done its first step".formatted(e.worker()));
      case Checkpointed e -> checkpointed(e);
      case AttemptEnded e -> ended(e);
      case Event.AttemptHeldUp e ->
          warning(
              "%s is held up at %s: %s"
                  .formatted(e.worker(), position(e.epoch(), e.step()), e.why()));
      case Event.SizeLimitExceeded e ->
          warning(
              "its checkpoints need %s, more than its max_size of %s; it goes on"
                  .formatted(bytes(e.sizeBytes()), e.maxSize()));
      case CommandStale e ->
          detail(
              "command %d came late and was dropped: command %d has started"
                  .formatted(e.commandNumber(), e.newestCommandNumber()));
      case CheckpointDamaged e ->
          bad(
              "checkpoint %d is damaged, an older one is used: %s %s"
                  .formatted(e.sequence(), e.file(), e.why()));
      case NumericsChanged e ->
          warning(
              "numerics changed from %s to %s: from here on its bits may differ"
                  .formatted(e.from(), e.to()));
      case JobFinished e ->
          good(
              "finished after %s: %s, digest %s"
                  .formatted(
                      count(e.epochs(), "epoch"),
                      headline(e.metrics()),
                      shortDigest(e.stateDigest())));
      case JobFailed e -> bad("failed: " + e.why());
      case JobCancelled e -> bad("cancelled");
      case JobRemoved e -> info("removed");
    };
  }

  /** {@code zero} or {@code checkpoint 7 (epoch 6, step 12)}. */
  public static String startingPoint(AttemptStarted started) {
    return started
        .checkpoint()
        .map(
            sequence ->
                "checkpoint %d (%s)".formatted(sequence, position(started.epoch(), started.step())))
        .orElse("zero");
  }

  private static EventText checkpointed(Checkpointed e) {
    return e.metrics().isEmpty()
        ? detail(
            "checkpoint %d at %s, %s"
                .formatted(e.sequence(), position(e.epoch(), e.step()), bytes(e.sizeBytes())))
        : info(
            "epoch %d is done: %s, checkpoint %d"
                .formatted(e.epoch(), headline(e.metrics()), e.sequence()));
  }

  private static EventText ended(AttemptEnded e) {
    String where = position(e.epoch(), e.step());
    String detail = e.detail().isBlank() ? "" : ": " + e.detail();
    return switch (e.reason()) {
      case DONE ->
          detail(
              "%s is done with command %d at %s".formatted(e.worker(), e.commandNumber(), where));
      case YIELDED -> info("%s yields at %s%s".formatted(e.worker(), where, detail));
      case PAUSED -> info("paused at %s".formatted(where));
      case HANDED_BACK ->
          info("%s leaves and hands the job back at %s".formatted(e.worker(), where));
      case GAVE_UP -> warning("%s gave the job back%s".formatted(e.worker(), detail));
      case LEASE_LOST -> warning("%s lost its lease and stops%s".formatted(e.worker(), detail));
      case HUNG -> warning("%s hung and ended itself%s".formatted(e.worker(), detail));
      case SUPERSEDED -> detail("%s stops: a later attempt owns the job".formatted(e.worker()));
      case CANCELLED -> info("%s stops at %s".formatted(e.worker(), where));
    };
  }

  private static EventText detail(String text) {
    return new EventText(Severity.DETAIL, text);
  }

  private static EventText info(String text) {
    return new EventText(Severity.INFO, text);
  }

  private static EventText good(String text) {
    return new EventText(Severity.GOOD, text);
  }

  private static EventText warning(String text) {
    return new EventText(Severity.WARNING, text);
  }

  private static EventText bad(String text) {
    return new EventText(Severity.BAD, text);
  }
}
