package dev.baton.cli.proof;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.Message;
import java.util.Optional;

/** Says when the next strike falls, and on which attempt. Pure: messages and time in. */
final class Aim {
  private Strike next;
  private Optional<Event.FirstStepDone> running = Optional.empty();
  private Optional<Long> dueNanos = Optional.empty();

  Aim(Strike first) {
    this.next = first;
  }

  Strike next() {
    return next;
  }

  void on(Message message, long nowNanos) {
    if (message instanceof Event.FirstStepDone first) {
      running = Optional.of(first);
      if (!next.waitsForCheckpoint()) {
        signOfLife(nowNanos);
      }
    } else if (message instanceof Event.Checkpointed checkpoint && isOfRunning(checkpoint)) {
      signOfLife(nowNanos);
    }
  }

  /** The attempt that trains, when it is time to strike. */
  Optional<Event.FirstStepDone> target(long nowNanos) {
    return running.filter(attempt -> dueNanos.filter(due -> nowNanos - due >= 0).isPresent());
  }

  /** The strike has fallen; {@code then} comes after it. */
  void struck(Strike then) {
    if (next.kind().hitsTraining()) {
      running = Optional.empty();
    }
    dueNanos = Optional.empty();
    next = then;
  }

  private boolean isOfRunning(Event.Checkpointed checkpoint) {
    return running.filter(r -> r.attemptId().equals(checkpoint.attemptId())).isPresent();
  }

  private void signOfLife(long nowNanos) {
    if (dueNanos.isEmpty()) {
      dueNanos = Optional.of(nowNanos + next.pause().toNanos());
    }
  }
}
