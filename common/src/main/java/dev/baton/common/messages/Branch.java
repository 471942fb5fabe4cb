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
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Branch(int number, Optional<Long> from, String requestId) {
  public Branch {
    from = from == null ? Optional.empty() : from;
  }

  /** The number of a branch that may be the first one. */
  public static int number(Optional<Branch> branch) {
    return branch.map(Branch::number).orElse(0);
  }
}
