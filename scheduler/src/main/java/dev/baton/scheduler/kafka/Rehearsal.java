package dev.baton.scheduler.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.messages.JobState;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.RequestReader;
import dev.baton.scheduler.core.Decision;
import dev.baton.scheduler.core.Scheduler;
import dev.baton.scheduler.core.SchedulerEvent.RequestReceived;
import dev.baton.scheduler.core.SchedulerEvent.TimePassed;
import dev.baton.scheduler.core.SchedulerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Reads, decides and writes once what nobody has asked for, and tells nobody. The first time takes
 * a quarter of a second, which a scheduler has while it waits for Kafka, and not afterwards, when
 * others wait for it. Nothing in it may write to the log, which the main thread is setting up.
 */
final class Rehearsal {
  private static final String REQUEST =
      "{\"version\":1,\"type\":\"train\",\"job\":\"none\",\"cfg\":\"gelan-t\",\"data\":\"/none.yaml\"}";

  private static final Duration RECORD_LOCK = Duration.ofMinutes(1);

  private Rehearsal() {}

  /** Begins on a thread of its own. */
  static void begin() {
    Thread.ofPlatform().name("rehearsal").daemon().start(Rehearsal::play);
  }

  /** Returns what was decided. */
  static Decision play() {
    Instant now = Instant.EPOCH;
    try {
      RequestReceived request =
          new RequestReceived(RequestReader.read(REQUEST.getBytes(UTF_8), "none"), now);
      Decision decision =
          new Scheduler(RECORD_LOCK)
              .decide(
                  SchedulerState.restored(List.of(), now), List.of(request, new TimePassed(now)));
      decision.events().forEach(MessageCodec::encode);
      decision.commands().forEach(MessageCodec::encode);
      for (JobState job : decision.changedJobs()) {
        MessageCodec.decode(MessageCodec.encode(job), JobState.class);
      }
      return decision;
    } catch (MessageFormatException e) {
      throw new IllegalStateException("The request of the rehearsal cannot be read", e);
    }
  }
}
