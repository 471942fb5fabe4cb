package dev.baton.common.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * A part of a job's training that somebody asked for: after its end, with more epochs, or from an
 * older checkpoint. A job begins on branch 0, which needs no record; each later one begins with an
 * attempt whose log entry names it, and the newest one is the job.
 *
 * @param number counts from 1
 * @param from sequence number of the checkpoint that it goes back to; empty to go on from the
 *     newest one
 * @param requestId of the request that asked for it
 * @param allow what may differ from before besides: {@value #DATA} or nothing
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Branch(int number, Optional<Long> from, String requestId, Optional<String> allow) {
  /** The data set, of the same classes: the branch pins the one that it finds. */
  public static final String DATA = "data";

  public Branch {
    from = from == null ? Optional.empty() : from;
    allow = allow == null ? Optional.empty() : allow;
  }

  /** One that allows nothing to differ. */
  public Branch(int number, Optional<Long> from, String requestId) {
    this(number, from, requestId, Optional.empty());
  }

  /** Whether its training may go on with another data set. */
  public boolean allowsOtherData() {
    return allow.equals(Optional.of(DATA));
  }

  /** The number of a branch that may be the first one. */
  public static int number(Optional<Branch> branch) {
    return branch.map(Branch::number).orElse(0);
  }
}
