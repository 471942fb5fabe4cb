package dev.baton.scheduler.api;

import dev.baton.common.messages.Event;
import dev.baton.common.text.EventText;
import java.time.Instant;

/**
 * An event in a list.
 *
 * @param offset its place in the topic
 * @param kind for example {@code Checkpointed}
 * @param text a sentence without a full stop
 * @param severity {@code info}, {@code good}, {@code warning} or {@code bad}
 */
record EventRow(String job, long offset, Instant at, String kind, String text, String severity) {

  static EventRow of(Event event, long offset) {
    EventText words = EventText.of(event);
    String severity =
        switch (words.severity()) {
          case DETAIL, INFO -> "info";
          case GOOD -> "good";
          case WARNING -> "warning";
          case BAD -> "bad";
        };
    return new EventRow(
        event.job(), offset, event.at(), event.getClass().getSimpleName(), words.text(), severity);
  }
}
