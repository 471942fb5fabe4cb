package dev.baton.common.checkpoint;

import dev.baton.common.messages.Event.EndReason;
import java.time.Instant;

/**
 * A job's passing from one attempt to the next.
 *
 * @param kind why the first one stopped
 * @param epoch epochs finished where the next one went on
 * @param step steps of the running epoch that are done there
 * @param at when the next one began
 * @param sequence number of the next one's {@code AttemptStarted} entry
 * @param fromWorker whose attempt stopped
 * @param toWorker whose attempt went on
 */
public record Handover(
    Kind kind, int epoch, int step, Instant at, long sequence, String fromWorker, String toWorker) {

  /** Why an attempt was the last of its worker's. */
  public enum Kind {
    /** It said no word of its end: its process was killed or its machine is gone. */
    KILLED,
    /** A step took far too long, and the worker ended itself. */
    HUNG,
    /** Its lease ran out, or too little is known to say more. */
    LOST,
    /** Its worker left and handed the work back. */
    DRAINED,
    /** Its worker could not see the data, reach the store or find the memory. */
    GAVE_UP,
    PAUSED,
    /** Other jobs waited. */
    YIELDED,
    /** Its command was done, and another worker got the next one. */
    PASSED_ON,
    /** The job had ended and was asked to go on. */
    REOPENED,
    /** The job was asked to go back to an older checkpoint. */
    REWOUND;

    /** Whether nobody had wanted it. */
    public boolean isFailure() {
      return this == KILLED || this == HUNG || this == LOST || this == GAVE_UP;
    }

    static Kind of(EndReason reason) {
      return switch (reason) {
        case DONE -> PASSED_ON;
        case YIELDED -> YIELDED;
        case PAUSED -> PAUSED;
        case HANDED_BACK -> DRAINED;
        case GAVE_UP -> GAVE_UP;
        case HUNG -> HUNG;
        case LEASE_LOST, SUPERSEDED -> LOST;
        case CANCELLED -> REOPENED;
      };
    }

    static Kind of(LogEntry.Ending ending) {
      return switch (ending) {
        case YIELDED -> YIELDED;
        case PAUSED -> PAUSED;
        case HANDED_BACK -> DRAINED;
        case GAVE_UP -> GAVE_UP;
      };
    }
  }
}
